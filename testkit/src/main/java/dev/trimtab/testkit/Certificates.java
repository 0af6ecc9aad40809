package dev.trimtab.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for a test, made with the {@code keytool} that every JDK has.
 *
 * @param folder where its files are
 * @param name of the authority and of its files
 */
public record Certificates(Path folder, String name) {

  private static final String SECRET = "changeit";

  /**
   * A certificate and its key as files.
   *
   * @param certificate PEM
   * @param key PKCS-8 in PEM, mode 0600
   */
  public record Issued(Path certificate, Path key) {}

  /** Makes an authority. */
  public static Certificates authority(Path folder, String name) {
    var authority = new Certificates(folder, name);
    authority.keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c");
    authority.keytool(
        "-exportcert", "-rfc", "-alias", name, "-file", authority.certificate().toString());
    return authority;
  }

  /** Returns the file of the authority's own certificate. */
  public Path certificate() {
    return folder.resolve(name + ".crt");
  }

  /**
   * Issues a certificate.
   *
   * @param subject its common name, and the name of its files
   * @param more options of {@code keytool -gencert}: names, dates
   */
  public Issued issue(String subject, String... more) {
    keytool("-genkeypair", "-alias", subject, "-dname", "CN=" + subject);
    Path request = folder.resolve(subject + ".csr");
    keytool("-certreq", "-alias", subject, "-file", request.toString());
    Path certificate = folder.resolve(subject + ".crt");
    var issue =
        new ArrayList<>(List.of("-gencert", "-rfc", "-alias", name, "-infile", request.toString()));
    issue.addAll(List.of("-outfile", certificate.toString()));
    issue.addAll(List.of(more));
    keytool(issue.toArray(String[]::new));
    return new Issued(certificate, key(subject));
  }

  private Path key(String alias) {
    try (InputStream in = Files.newInputStream(store())) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, SECRET.toCharArray());
      byte[] encoded = keys.getKey(alias, SECRET.toCharArray()).getEncoded();
      String lines =
          Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(encoded);
      Path file = folder.resolve(alias + ".key");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(
          file,
          "-----BEGIN %1$s KEY-----\n%2$s\n-----END %1$s KEY-----\n".formatted("PRIVATE", lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of %s could not be read".formatted(alias), e);
    }
  }

  private Path store() {
    return folder.resolve(name + ".p12");
  }

  private void keytool(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", SECRET));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
