package dev.trimtab.testkit;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * The project's Java sources as the compiler parses them.
 *
 * @param files every source file outside tests
 * @param methods every method with a body
 * @param types every named type
 */
public record SourceTree(List<File> files, List<Method> methods, List<String> types) {

  public SourceTree {
    files = List.copyOf(files);
    methods = List.copyOf(methods);
    types = List.copyOf(types);
  }

  /** A source file and its number of lines. */
  public record File(Path path, int lines, String text) {}

  /** A method and the lines it takes, braces included. */
  public record Method(Path path, String name, long lines) {}

  /** Returns the main sources of all modules below a folder. */
  public static SourceTree of(Path root) {
    try (var paths = Files.walk(root)) {
      List<Path> sources =
          paths
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> path.toString().contains("/src/main/java/"))
              .sorted()
              .toList();
      var files = new ArrayList<File>();
      for (Path source : sources) {
        String text = Files.readString(source);
        files.add(new File(root.relativize(source), (int) text.lines().count(), text));
      }
      var methods = new ArrayList<Method>();
      var types = new ArrayList<String>();
      parse(root, sources, methods, types);
      return new SourceTree(files, methods, types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void parse(Path root, List<Path> sources, List<Method> methods, List<String> types)
      throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        Path path = root.relativize(Path.of(unit.getSourceFile().toUri()));
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void unused) {
            var lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method));
            methods.add(new Method(path, method.getName().toString(), last - first + 1));
            return super.visitMethod(method, null);
          }

          @Override
          public Void visitClass(ClassTree type, Void unused) {
            types.add(type.getSimpleName().toString());
            return super.visitClass(type, null);
          }
        }.scan(unit, null);
      }
    }
  }
}
