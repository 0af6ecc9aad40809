package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Files by everything they can be found by. */
final class FileStatements {

  private FileStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(lists(draws), filters(draws), searches(draws), permissions(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> lists(StudioDraws draws) {
    return List.of(
        read(
            "files.of_project",
            4_800,
            """
            SELECT id, name, category, mime_type, size_bytes, version, uploader_id, created_at
            FROM files WHERE project_id = ? AND is_latest AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 50
            """,
            random -> List.of(draws.project(random))),
        read(
            "files.of_project_category",
            1_800,
            """
            SELECT id, name, mime_type, size_bytes, created_at
            FROM files WHERE project_id = ? AND category = ? AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 50
            """,
            random -> List.of(draws.project(random), StudioFacts.FILE_CATEGORIES.getFirst())),
        read(
            "files.of_organization",
            1_200,
            """
            SELECT id, project_id, name, category, created_at
            FROM files WHERE organization_id = ? AND project_id IS NOT NULL
            ORDER BY created_at DESC LIMIT 30
            """,
            random -> List.of(draws.organizationOfFile(random))),
        read(
            "files.of_uploader",
            900,
            """
            SELECT id, name, category, created_at
            FROM files WHERE uploader_id = ? ORDER BY created_at DESC LIMIT 30
            """,
            random -> List.of(draws.uploader(random))),
        read(
            "files.recent",
            120,
            """
            SELECT id, organization_id, name, category, created_at
            FROM files WHERE is_latest AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 50
            """,
            _ -> List.of()));
  }

  private static List<WorkloadStatement> filters(StudioDraws draws) {
    return List.of(
        read(
            "files.by_status",
            360,
            """
            SELECT id, storage_key, mime_type, created_at
            FROM files WHERE status = ? ORDER BY created_at LIMIT 50
            """,
            _ -> List.of("processing")),
        read(
            "files.versions",
            1_200,
            """
            SELECT id, version, size_bytes, uploader_id, created_at
            FROM files WHERE parent_file_id = ? ORDER BY version DESC
            """,
            random -> List.of(draws.versionedFile(random))),
        read(
            "files.latest_version",
            900,
            """
            SELECT id, version, storage_key
            FROM files WHERE parent_file_id = ? AND is_latest
            """,
            random -> List.of(draws.versionedFile(random))),
        read(
            "files.by_mime_type",
            300,
            """
            SELECT id, name, size_bytes, created_at
            FROM files WHERE organization_id = ? AND mime_type = ?
            ORDER BY created_at DESC LIMIT 30
            """,
            random -> List.of(draws.organizationOfFile(random), draws.mimeType(random))),
        read(
            "files.biggest",
            60,
            """
            SELECT f.id, f.name, f.size_bytes, p.name AS project
            FROM files f LEFT JOIN projects p ON p.id = f.project_id
            WHERE f.organization_id = ? AND f.deleted_at IS NULL
            ORDER BY f.size_bytes DESC LIMIT 20
            """,
            random -> List.of(draws.organizationOfFile(random))));
  }

  private static List<WorkloadStatement> searches(StudioDraws draws) {
    return List.of(
        read(
            "files.search",
            600,
            """
            SELECT id, name, category FROM files
            WHERE name ILIKE ? AND deleted_at IS NULL LIMIT 20
            """,
            random -> List.of(draws.titleFragment(random))),
        read(
            "files.by_metadata",
            120,
            """
            SELECT id, name, metadata FROM files WHERE metadata @> ?::jsonb LIMIT 20
            """,
            random -> List.of("{\"camera\": \"cam-%d\"}".formatted(random.nextInt(400)))));
  }

  private static List<WorkloadStatement> permissions(StudioDraws draws) {
    return List.of(
        read(
            "file_permissions.of_file",
            1_800,
            """
            SELECT p.user_id, p.permission, p.expires_at, u.full_name
            FROM file_permissions p JOIN users u ON u.id = p.user_id WHERE p.file_id = ?
            """,
            random -> List.of((long) draws.file(random))),
        read(
            "file_permissions.shared_with_user",
            600,
            """
            SELECT f.id, f.name, f.category, p.permission
            FROM file_permissions p JOIN files f ON f.id = p.file_id
            WHERE p.user_id = ? AND f.deleted_at IS NULL
              AND (p.expires_at IS NULL OR p.expires_at > ?)
            ORDER BY p.created_at DESC LIMIT 30
            """,
            random -> List.of(draws.uploader(random), draws.now())));
  }
}
