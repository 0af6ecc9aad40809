/**
 * What the tests of every module share: PostgreSQL, Redis, a faulty network, seeds, and the rules
 * of the house.
 */
@NullMarked
package dev.trimtab.testkit;

import org.jspecify.annotations.NullMarked;
