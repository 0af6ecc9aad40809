package dev.trimtab.core.rewrite;

import java.util.List;

/** Every rule there is, in the order in which their advice is worth reading. */
final class StatementRules {

  static final List<StatementRule> ALL =
      List.of(
          new OffsetPagingRule(),
          new FindThenWriteRule(),
          new SeveralReadsRule(),
          new CountForExistenceRule(),
          new NotInRule(),
          new HiddenColumnRule(),
          new TypeMismatchRule(),
          new LeadingWildcardRule(),
          new UnreadColumnsRule());

  private StatementRules() {}
}
