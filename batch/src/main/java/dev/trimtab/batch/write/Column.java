package dev.trimtab.batch.write;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column and where its value comes from.
 *
 * @param name as in the table
 * @param value of a row; see {@link PgText} for what may come
 */
record Column<T>(String name, Function<? super T, ? extends @Nullable Object> value) {}
