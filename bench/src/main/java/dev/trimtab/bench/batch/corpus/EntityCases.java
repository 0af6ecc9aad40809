package dev.trimtab.bench.batch.corpus;

import dev.trimtab.bench.batch.corpus.Entities.Customer;
import dev.trimtab.bench.batch.corpus.Entities.Metric;
import dev.trimtab.bench.batch.corpus.Entities.Purchase;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Code with Hibernate's entities: what its defaults do, and what ends that. */
final class EntityCases {

  private static final String CUSTOMERS = "from Customer c where c.id <= 1015 order by c.id";

  private final List<Case> cases = new ArrayList<>();
  private final SessionFactory plain;
  private final SessionFactory batched;

  private EntityCases(SessionFactory plain, SessionFactory batched) {
    this.plain = plain;
    this.batched = batched;
  }

  static List<Case> of(SessionFactory plain, SessionFactory batched) {
    var all = new EntityCases(plain, batched);
    all.loops();
    all.ends();
    return List.copyOf(all.cases);
  }

  /** Code with a session. */
  private interface WithSession {
    void run(Session session);
  }

  private void add(String name, SessionFactory sessions, List<Case.Loop> loops, WithSession code) {
    cases.add(
        new Case(
            "entities: " + name,
            loops,
            (_, units) ->
                units.run(
                    name,
                    () -> {
                      try (Session session = sessions.openSession()) {
                        var transaction = session.beginTransaction();
                        try {
                          code.run(session);
                          session.flush();
                        } finally {
                          transaction.rollback();
                        }
                      }
                    })));
  }

  private static List<Customer> customers(Session session) {
    return session.createQuery(CUSTOMERS, Customer.class).getResultList();
  }

  private static int sizes(List<Customer> customers) {
    return customers.stream().mapToInt(customer -> customer.purchases.size()).sum();
  }

  private void loops() {
    add(
        "a collection of each",
        plain,
        List.of(new Case.Loop("from purchase", "from customer")),
        session -> sizes(customers(session)));
    add(
        "collections of collections",
        plain,
        List.of(
            new Case.Loop("from purchase", "from customer"),
            new Case.Loop("from item", "from purchase")),
        session ->
            customers(session)
                .forEach(customer ->
                    customer.purchases.forEach(purchase -> Hibernate.initialize(purchase.items))));
    add(
        "what each refers to",
        plain,
        List.of(new Case.Loop("from customer", "from purchase")),
        session ->
            session
                .createQuery("from Purchase p where p.id < 5020 order by p.id", Purchase.class)
                .getResultList()
                .forEach(purchase -> Hibernate.initialize(purchase.customer)));
    add(
        "found one by one",
        plain,
        List.of(new Case.Loop("from customer", "")),
        session -> {
          for (int id = 1001; id < 1012; id++) {
            session.find(Customer.class, id);
          }
        });
    add(
        "written one by one",
        plain,
        List.of(new Case.Loop("insert into metric", "")),
        session -> {
          for (int i = 0; i < 12; i++) {
            session.persist(new Metric("entity " + i, i));
          }
        });
    add(
        "changed one by one",
        plain,
        List.of(new Case.Loop("update customer", "from customer")),
        session -> customers(session).forEach(customer -> customer.seen++));
    add(
        "removed one by one",
        plain,
        List.of(new Case.Loop("delete from metric", "from metric")),
        session ->
            session
                .createQuery("from Metric m where m.key like 'old%'", Metric.class)
                .getResultList()
                .forEach(session::remove));
  }

  private void ends() {
    add(
        "joined",
        plain,
        List.of(),
        session ->
            sizes(
                session
                    .createQuery(
                        "select distinct c from Customer c left join fetch c.purchases"
                            + " where c.id <= 1015",
                        Customer.class)
                    .getResultList()));
    add("ten collections at a time", batched, List.of(), session -> sizes(customers(session)));
    add(
        "all collections by a sub-select",
        plain,
        List.of(),
        session -> customers(session).forEach(customer -> Hibernate.initialize(customer.visits)));
    add(
        "written together",
        batched,
        List.of(),
        session -> {
          for (int i = 0; i < 12; i++) {
            session.persist(new Metric("together " + i, i));
          }
        });
    add(
        "one and what belongs to it",
        plain,
        List.of(),
        session -> {
          Customer customer = session.find(Customer.class, 1001);
          Hibernate.initialize(customer.purchases);
          Hibernate.initialize(customer.visits);
        });
    add(
        "found again in the session",
        plain,
        List.of(),
        session -> {
          for (int i = 0; i < 10; i++) {
            session.find(Customer.class, 1001);
          }
        });
  }
}
