package dev.trimtab.cache;

/**
 * A key within a tenant. Keys of two tenants are never equal and have no text in common.
 *
 * @param tenant whose
 * @param key which, within the tenant
 */
public record Tenanted<K>(String tenant, K key) {

  public Tenanted {
    if (tenant.isEmpty()) {
      throw new IllegalArgumentException("a tenant has a name");
    }
  }
}
