package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.studio.StudioFacts.createdAt;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** Files with their versions, and who may see them. */
final class FileTables {

  private static final double DELETED_SHARE = 0.03;
  private static final double DESCRIPTION_SHARE = 0.25;
  private static final double SHARED_SHARE = 0.2;
  private static final double EXPIRING_SHARE = 0.15;
  private static final long DAY_MILLIS = 86_400_000;

  /** Cumulative, in percent, in the order of {@link StudioFacts#FILE_CATEGORIES}. */
  private static final int[] CATEGORY_PERCENT = {45, 68, 84, 91, 95, 98, 100};

  private final StudioShape shape;
  private final Vocabulary words;

  FileTables(StudioShape shape, Vocabulary words) {
    this.shape = shape;
    this.words = words;
  }

  List<TableRows> all() {
    return List.of(
        new TableRows(
            "files",
            """
            id, organization_id, project_id, uploader_id, parent_file_id, name, category,
            mime_type, size_bytes, storage_key, status, version, is_latest, description,
            metadata, deleted_at, created_at, updated_at
            """,
            shape.sizes().files(),
            this::file),
        new TableRows(
            "file_permissions",
            """
            id, file_id, user_id, permission, granted_by, expires_at, created_at
            """,
            shape.sizes().files(),
            this::permissions));
  }

  private void file(int file, SplittableRandom random, CopyRows rows) {
    long created = createdAt(file, shape.sizes().files());
    int category = category(random);
    var types = StudioFacts.MIME_TYPES.get(category);
    String type = types.get(Math.min(random.nextInt(types.size()), random.nextInt(types.size())));
    var name = words.title(new StringBuilder(), 1 + random.nextInt(3), random);
    rows.number(file)
        .number(shape.organizationOfFile(file))
        .reference(shape.projectOfFile(file))
        .number(shape.uploaderOfFile(file))
        .reference(shape.parentOfFile(file))
        .text(name.append(' ').append(random.nextInt(1_000)))
        .text(StudioFacts.FILE_CATEGORIES.get(category))
        .text(type)
        // Sizes of files are close to log-normal: most small, a few enormous.
        .number((long) Math.exp(12 + 2 * random.nextGaussian()))
        .text("f/" + Integer.toString(file, 36))
        .text(status(random))
        .number(shape.versionOfFile(file))
        .bool(shape.isLatestFile(file));
    if (random.nextDouble() < DESCRIPTION_SHARE) {
      rows.text(words.sentences(new StringBuilder(), 5 + random.nextInt(25), random));
    } else {
      rows.none();
    }
    rows.text(metadata(category, random));
    if (random.nextDouble() < DELETED_SHARE) {
      rows.timestamp(created + random.nextInt(30) * DAY_MILLIS);
    } else {
      rows.none();
    }
    rows.timestamp(created).timestamp(created + random.nextInt(10) * DAY_MILLIS).end();
  }

  private static int category(SplittableRandom random) {
    int draw = random.nextInt(100);
    int category = 0;
    while (draw >= CATEGORY_PERCENT[category]) {
      category++;
    }
    return category;
  }

  private static String status(SplittableRandom random) {
    int draw = random.nextInt(1_000);
    return draw < 950
        ? "ready"
        : draw < 985 ? "archived" : draw < 993 ? "failed" : draw < 998 ? "processing" : "uploading";
  }

  private static String metadata(int category, SplittableRandom random) {
    return switch (StudioFacts.FILE_CATEGORIES.get(category)) {
      case "image", "design" ->
          "{\"width\": %d, \"height\": %d, \"camera\": \"cam-%d\"}"
              .formatted(
                  400 * (1 + random.nextInt(10)),
                  300 * (1 + random.nextInt(10)),
                  random.nextInt(400));
      case "video", "audio" -> "{\"seconds\": %d}".formatted(5 + random.nextInt(1_200));
      default -> "{\"pages\": %d}".formatted(1 + random.nextInt(80));
    };
  }

  private void permissions(int file, SplittableRandom random, CopyRows rows) {
    if (random.nextDouble() >= SHARED_SHARE) {
      return;
    }
    int organization = shape.organizationOfFile(file);
    long created = createdAt(file, shape.sizes().files());
    int start = random.nextInt(shape.memberCount(organization));
    int count = Math.min(1 + random.nextInt(3), shape.memberCount(organization));
    for (int i = 0; i < count; i++) {
      rows.number(rows.rows() + 1)
          .number(file)
          .number(shape.member(organization, start + i))
          .text(random.nextInt(4) == 0 ? "edit" : random.nextInt(3) == 0 ? "comment" : "view")
          .number(shape.uploaderOfFile(file));
      if (random.nextDouble() < EXPIRING_SHARE) {
        rows.timestamp(created + 90 * DAY_MILLIS);
      } else {
        rows.none();
      }
      rows.timestamp(created).end();
    }
  }
}
