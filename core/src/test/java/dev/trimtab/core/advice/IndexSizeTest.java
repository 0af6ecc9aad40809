package dev.trimtab.core.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.trimtab.core.advice.BtreeSize.ColumnWidth;
import dev.trimtab.core.advice.BtreeSize.Content;
import dev.trimtab.core.model.Pages;
import dev.trimtab.testkit.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Sizes of indexes that PostgreSQL really built, TPC-H at scale factor 1. */
class IndexSizeTest {

  private static final double LINE_ITEMS = 6_001_215;
  private static final double MEGABYTE = 1 << 20;

  private static final ColumnWidth INT = new ColumnWidth(4, 4, false, 0);
  private static final ColumnWidth NUMERIC = new ColumnWidth(5, 4, true, 0);

  private static Content content(
      double entries, double groups, List<ColumnWidth> keys, boolean deduplicates) {
    return new Content(
        entries, groups, keys, List.of(), deduplicates, BtreeSize.DEFAULT_FILL_FACTOR);
  }

  private static double megabytes(Content content) {
    return BtreeSize.of(content).pages() * Pages.BLOCK_BYTES / MEGABYTE;
  }

  @Test
  void equalKeysShareAnEntry() {
    // lineitem(l_partkey), and a date of 2,526 days.
    assertThat(megabytes(content(LINE_ITEMS, 200_000, List.of(INT), true)))
        .isCloseTo(43.0, withinPercentage(5));
    assertThat(megabytes(content(LINE_ITEMS, 2_526, List.of(INT), true)))
        .isCloseTo(40.7, withinPercentage(5));
    assertThat(megabytes(content(LINE_ITEMS, 1_500_000, List.of(INT), true)))
        .isCloseTo(74.3, withinPercentage(5));
    // orders(o_custkey), partsupp(ps_suppkey).
    assertThat(megabytes(content(1_500_000, 99_996, List.of(INT), true)))
        .isCloseTo(12.0, withinPercentage(10));
    assertThat(megabytes(content(800_000, 10_000, List.of(INT), true)))
        .isCloseTo(5.2, withinPercentage(10));
  }

  /** Of 600,000 references 85 % are null: one long posting list, and an entry each of the rest. */
  @Test
  void nullsAreOneGroupHoweverManyOtherGroupsThereAre() {
    var nullable = new ColumnWidth(8, 8, false, 0.85);
    double nulls = 0.85 * 600_000 * 6.1;
    double others = 0.15 * 600_000 * 20;
    assertThat(megabytes(content(600_000, 90_001, List.of(nullable), true)))
        .isCloseTo((nulls + others) / (8_152 * 0.9) * 8_192 / MEGABYTE, withinPercentage(3));
  }

  /** 16 bytes and a line pointer per row, on leaves of 90 %: 5.96 million rows make 128 MB. */
  @Test
  void uniqueKeysHaveAnEntryEach() {
    assertThat(megabytes(content(LINE_ITEMS, LINE_ITEMS, List.of(INT), true)))
        .isCloseTo(LINE_ITEMS * 20 / (8_152 * 0.9) * 8_192 / MEGABYTE, withinPercentage(2));
  }

  @Test
  void payloadAndKeysThatAreNotTheSameBytesAreNeverShared() {
    // lineitem(l_partkey, l_suppkey, l_quantity); lineitem(l_partkey) INCLUDE two numerics.
    assertThat(megabytes(content(LINE_ITEMS, LINE_ITEMS, List.of(INT, INT, NUMERIC), false)))
        .isCloseTo(180.5, withinPercentage(5));
    var covering =
        new Content(
            LINE_ITEMS,
            200_000,
            List.of(INT),
            List.of(NUMERIC, new ColumnWidth(8, 4, true, 0)),
            true,
            BtreeSize.DEFAULT_FILL_FACTOR);
    assertThat(BtreeSize.of(covering).pages())
        .isEqualTo(
            BtreeSize.of(
                    new Content(
                        LINE_ITEMS,
                        LINE_ITEMS,
                        List.of(INT),
                        covering.include(),
                        false,
                        BtreeSize.DEFAULT_FILL_FACTOR))
                .pages());
  }

  @Test
  void nullsNeedNoRoomButABitmap() {
    var full = List.of(INT, new ColumnWidth(40, 4, true, 0));
    var halfNull = List.of(INT, new ColumnWidth(40, 4, true, 0.5));

    assertThat(megabytes(content(LINE_ITEMS, LINE_ITEMS, halfNull, true)))
        .isLessThan(megabytes(content(LINE_ITEMS, LINE_ITEMS, full, true)))
        .isGreaterThan(megabytes(content(LINE_ITEMS, LINE_ITEMS, List.of(INT), true)));
  }

  @Test
  void anEmptyIndexIsItsMetapage() {
    assertThat(BtreeSize.of(content(0, 1, List.of(INT), true))).isEqualTo(new BtreeSize(1, 0, 0));
    assertThat(BtreeSize.of(content(1, 1, List.of(INT), true)).pages()).isEqualTo(2);
    assertThat(BtreeSize.heightOf(2, List.of(INT))).isZero();
  }

  @Test
  void moreRowsNeverMakeASmallerOrLowerTree() {
    Seeds.each(random -> {
      List<ColumnWidth> keys = List.of(some(random));
      double entries = Math.exp(random.nextDouble(1, 18));
      double more = entries * random.nextDouble(1, 4);
      var small = BtreeSize.of(content(entries, entries, keys, false));
      var big = BtreeSize.of(content(more, more, keys, false));

      assertThat(big.pages()).isGreaterThanOrEqualTo(small.pages());
      assertThat(big.height()).isGreaterThanOrEqualTo(small.height());
    });
  }

  @Test
  void sharingNeverCostsPages() {
    Seeds.each(random -> {
      List<ColumnWidth> keys = List.of(some(random));
      double entries = Math.exp(random.nextDouble(1, 18));
      double groups = Math.max(1, entries * random.nextDouble());

      // Posting lists are aligned to 8, so a few entries of a pair may be a little bigger.
      assertThat((double) BtreeSize.of(content(entries, groups, keys, true)).pages())
          .isLessThanOrEqualTo(
              BtreeSize.of(content(entries, groups, keys, false)).pages() * 1.05 + 2);
    });
  }

  /** The height told from the pages is the one the pages were counted with. */
  @Test
  void heightIsReadBackFromTheSize() {
    Seeds.each(random -> {
      List<ColumnWidth> keys = List.of(some(random));
      double entries = Math.exp(random.nextDouble(1, 18));
      var size = BtreeSize.of(content(entries, entries, keys, false));
      double leaves = size.pages() * 1.0;

      assertThat(BtreeSize.heightOf(size.pages(), keys))
          .as("%s with %s leaves", size, leaves)
          .isBetween(Math.max(0, size.height() - 1), size.height() + 1);
    });
  }

  @Test
  void otherMethodsAreAboutAsBigAsBuilt() {
    // lineitem hash(l_partkey) 192.3 MB, BRIN(l_shipdate) 0.03 MB; the heap has 112,600 pages.
    assertThat(
            OtherIndexSize.pages("hash", LINE_ITEMS, 112_600, List.of(INT), 1)
                * Pages.BLOCK_BYTES
                / MEGABYTE)
        .isCloseTo(192.3, withinPercentage(15));
    assertThat(OtherIndexSize.pages("brin", LINE_ITEMS, 112_600, List.of(INT), 1))
        .isBetween(3L, 8L);
  }

  @Test
  void invertedIndexesGrowWithElementsAndEveryMethodWithRows() {
    Seeds.each(random -> {
      List<ColumnWidth> keys = List.of(some(random));
      double entries = random.nextInt(10_000_000);
      double elements = random.nextDouble(1, 50);
      for (String method : List.of("hash", "gin", "gist", "spgist", "brin")) {
        long pages = OtherIndexSize.pages(method, entries, 1_000, keys, elements);
        assertThat(pages).isPositive();
        assertThat(OtherIndexSize.pages(method, entries * 2, 2_000, keys, elements))
            .isGreaterThanOrEqualTo(pages);
      }
      assertThat(OtherIndexSize.pages("gin", entries, 1_000, keys, elements * 2))
          .isGreaterThanOrEqualTo(OtherIndexSize.pages("gin", entries, 1_000, keys, elements));
    });
  }

  private static ColumnWidth some(RandomGenerator random) {
    boolean isVariable = random.nextBoolean();
    return new ColumnWidth(
        isVariable ? random.nextInt(1, 200) : List.of(1, 2, 4, 8).get(random.nextInt(4)),
        isVariable ? 4 : 8,
        isVariable,
        random.nextInt(3) == 0 ? random.nextDouble() : 0);
  }
}
