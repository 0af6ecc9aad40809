package dev.trimtab.cache;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** What values take in this process, guessed from their kind where nobody has measured them. */
final class Weights {

  /** An object of twenty fields with some text. */
  private static final int OBJECT_BYTES = 512;

  /** One of many is smaller: six fields with two short texts. */
  private static final int ELEMENT_BYTES = 128;

  /** So many elements speak for all. */
  private static final int SAMPLE = 16;

  /** Lists of maps of lists; what lies deeper is one object. */
  private static final int DEPTH_MAX = 3;

  private static final int REFERENCE_BYTES = 8;
  private static final int HEADER_BYTES = 40;

  /** A node of a hash table, with its place in the table. */
  private static final int NODE_BYTES = 40;

  private Weights() {}

  static long estimate(Object value) {
    return estimate(value, DEPTH_MAX, OBJECT_BYTES);
  }

  private static long estimate(Object value, int depth, int unknownBytes) {
    return switch (value) {
      case String text -> HEADER_BYTES + text.length();
      case byte[] bytes -> HEADER_BYTES + bytes.length;
      case long[] numbers -> HEADER_BYTES + 8L * numbers.length;
      case int[] numbers -> HEADER_BYTES + 4L * numbers.length;
      case Number _, Boolean _, Enum<?> _ -> 24;
      case Collection<?> many when depth > 0 ->
          HEADER_BYTES + sampled(many.iterator(), many.size(), depth);
      case Map<?, ?> map when depth > 0 ->
          HEADER_BYTES
              + (long) NODE_BYTES * map.size()
              + sampled(map.keySet().iterator(), map.size(), depth)
              + sampled(map.values().iterator(), map.size(), depth);
      default -> unknownBytes;
    };
  }

  private static long sampled(Iterator<?> elements, long count, int depth) {
    long sum = 0;
    int seen = 0;
    while (seen < SAMPLE && elements.hasNext()) {
      Object element = elements.next();
      sum += REFERENCE_BYTES;
      sum += element == null ? 0 : estimate(element, depth - 1, ELEMENT_BYTES);
      seen++;
    }
    return seen == 0 ? 0 : sum * count / seen;
  }
}
