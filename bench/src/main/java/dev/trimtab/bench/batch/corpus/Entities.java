package dev.trimtab.bench.batch.corpus;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Fetch;
import org.hibernate.annotations.FetchMode;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.NullUnmarked;

/** Tables as Hibernate sees them, with the defaults that most applications have. */
final class Entities {

  private Entities() {}

  /** A customer, whose purchases come when they are looked at. */
  @Entity(name = "Customer")
  @Table(name = "customer")
  @NullUnmarked
  static class Customer {
    @Id int id;
    String name;
    int seen;

    @OneToMany(mappedBy = "customer")
    @OrderBy("id")
    List<Purchase> purchases = new ArrayList<>();

    @OneToMany
    @JoinColumn(name = "customer_id")
    @Fetch(FetchMode.SUBSELECT)
    List<Visit> visits = new ArrayList<>();
  }

  /** A purchase, whose customer comes when it is looked at. */
  @Entity(name = "Purchase")
  @Table(name = "purchase")
  @NullUnmarked
  static class Purchase {
    @Id int id;
    String note;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "customer_id")
    Customer customer;

    @OneToMany
    @JoinColumn(name = "purchase_id")
    List<Item> items = new ArrayList<>();
  }

  /** An item of a purchase. */
  @Entity(name = "Item")
  @Table(name = "item")
  @NullUnmarked
  static class Item {
    @Id int id;
    String name;
  }

  /** A visit of a customer. */
  @Entity(name = "Visit")
  @Table(name = "visit")
  @NullUnmarked
  static class Visit {
    @Id int id;
    int page;
  }

  /** A figure by its name. */
  @Entity(name = "Metric")
  @Table(name = "metric")
  @NullUnmarked
  static class Metric {
    @Id
    @Column(name = "key")
    String key;

    int value;

    Metric() {}

    Metric(String key, int value) {
      this.key = key;
      this.value = value;
    }
  }

  /**
   * Opens them.
   *
   * @param batch of keys that are fetched together, and of rows that are written together; 0 for
   *     the defaults, which fetch and write one by one
   */
  static SessionFactory open(DataSource source, int batch) {
    var configuration = new Configuration();
    for (Class<?> type :
        List.of(Customer.class, Purchase.class, Item.class, Visit.class, Metric.class)) {
      configuration.addAnnotatedClass(type);
    }
    configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, source);
    configuration.setProperty(AvailableSettings.DIALECT, "org.hibernate.dialect.PostgreSQLDialect");
    if (batch > 0) {
      configuration.setProperty(AvailableSettings.DEFAULT_BATCH_FETCH_SIZE, String.valueOf(batch));
      configuration.setProperty(AvailableSettings.STATEMENT_BATCH_SIZE, String.valueOf(batch));
      configuration.setProperty(AvailableSettings.ORDER_INSERTS, "true");
    }
    return configuration.buildSessionFactory();
  }
}
