package dev.trimtab.postgres.observe;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnerFile;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * A snapshot as a file: JSON, fields in the order of the records, one per line. Only its owner can
 * read it, because statistics hold values of the rows.
 */
public final class SnapshotFile {

  private static final JsonMapper MAPPER = mapper();

  private SnapshotFile() {}

  /**
   * Writes all of it or nothing: to a file beside it, which then takes its place.
   *
   * @throws TrimtabException if the folder cannot be written to
   */
  public static void write(Path file, Snapshot snapshot) {
    try {
      OwnerFile.replace(file, out -> MAPPER.writeValue(out, snapshot));
    } catch (IOException | JacksonException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE,
          "could not write the snapshot to %s: %s. What was there before is unchanged."
              .formatted(file, reason(e)),
          e);
    }
  }

  /**
   * Reads a snapshot.
   *
   * @throws TrimtabException if there is none, or one that this version does not understand
   */
  public static Snapshot read(Path file) {
    try {
      refuseOtherFiles(file);
      try (var in = Files.newBufferedReader(file)) {
        return MAPPER.readValue(in, Snapshot.class);
      }
    } catch (IOException e) {
      throw unreadable(file, reason(e), e);
    } catch (JacksonException e) {
      var place = e.getLocation();
      String where =
          place == null
              ? ""
              : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
      throw unreadable(file, "it is damaged%s: %s".formatted(where, reason(e)), e);
    }
  }

  /** The format stands first in the file, so that a newer one is known before it is read. */
  private static void refuseOtherFiles(Path file) throws IOException {
    try (var in = Files.newBufferedReader(file);
        JsonParser parser = MAPPER.createParser(in)) {
      boolean looksRight =
          parser.nextToken() == JsonToken.START_OBJECT
              && "format".equals(parser.nextName())
              && parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
      if (!looksRight) {
        throw notASnapshot(file);
      }
      int format = parser.getIntValue();
      if (format > Snapshot.FORMAT) {
        throw new TrimtabException(
            ErrorCode.FILE_UNREADABLE,
            "%s has format %d, this version reads up to %d: use a newer Trimtab."
                .formatted(file, format, Snapshot.FORMAT));
      }
    } catch (JacksonException _) {
      throw notASnapshot(file);
    }
  }

  private static TrimtabException notASnapshot(Path file) {
    return new TrimtabException(
        ErrorCode.FILE_UNREADABLE,
        "%s is not a snapshot; make one with: trimtab snapshot".formatted(file));
  }

  private static TrimtabException unreadable(Path file, String why, Exception cause) {
    return new TrimtabException(
        ErrorCode.FILE_UNREADABLE,
        "could not read the snapshot %s: %s.".formatted(file, why),
        cause);
  }

  static String reason(Exception e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "there is no such file or folder";
      case java.nio.file.AccessDeniedException _ -> "access is denied";
      case JacksonException json -> json.getOriginalMessage();
      default -> e.getClass().getSimpleName() + " " + e.getMessage();
    };
  }

  private static JsonMapper mapper() {
    var names = new SimpleModule();
    names.addSerializer(Identifier.class, new NameWriter());
    names.addDeserializer(Identifier.class, new NameReader());
    return JsonMapper.builder()
        .addModule(names)
        .changeDefaultVisibility(v ->
            v.withGetterVisibility(Visibility.NONE)
                .withIsGetterVisibility(Visibility.NONE)
                .withFieldVisibility(Visibility.ANY))
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(Include.NON_ABSENT))
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  /** A name is a plain string in the file. */
  private static final class NameWriter extends StdSerializer<Identifier> {

    NameWriter() {
      super(Identifier.class);
    }

    @Override
    public void serialize(Identifier name, JsonGenerator out, SerializationContext context) {
      out.writeString(name.value());
    }
  }

  private static final class NameReader extends StdDeserializer<Identifier> {

    NameReader() {
      super(Identifier.class);
    }

    @Override
    public Identifier deserialize(JsonParser in, DeserializationContext context) {
      return new Identifier(in.getValueAsString(""));
    }
  }
}
