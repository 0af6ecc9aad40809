package dev.trimtab.batch.write;

import java.util.Iterator;

/** Rows, and then others. */
record ChainedRows<T>(Iterator<? extends T> first, Iterator<? extends T> rest)
    implements Iterator<T> {

  @Override
  public boolean hasNext() {
    return first.hasNext() || rest.hasNext();
  }

  @Override
  public T next() {
    return first.hasNext() ? first.next() : rest.next();
  }
}
