package dev.trimtab.scenarios;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws the parameters of one execution, in the order of the statement's question marks. Equal
 * generators give equal parameters.
 */
@FunctionalInterface
public interface ParameterSource {

  List<Object> draw(RandomGenerator random);
}
