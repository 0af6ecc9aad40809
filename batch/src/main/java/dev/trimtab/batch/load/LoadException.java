package dev.trimtab.batch.load;

/** A key could not be loaded; the message says of which loader and of how many keys with it. */
public final class LoadException extends RuntimeException {

  private static final long serialVersionUID = 1;

  LoadException(String message) {
    super(message);
  }

  LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
