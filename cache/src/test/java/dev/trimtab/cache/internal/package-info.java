@org.jspecify.annotations.NullMarked
package dev.trimtab.cache.internal;
