package dev.trimtab.bench.batch;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * A driver without a server: every answer is there at once, and is one row with the number 7.
 *
 * <p>Its classes are made here, method by method, and not by a proxy: the compiler sees through
 * them as it does through a driver's, and what is measured is the watcher alone.
 */
final class StubDriver {

  private static final ClassDesc OBJECT = CD_Object;
  private static final String ANSWER = "answer";
  private static final String TURN = "turn";

  private StubDriver() {}

  static DataSource source() throws ReflectiveOperationException {
    Object about = stub(ResultSetMetaData.class, "", "");
    Object rows = stub(ResultSet.class, "getMetaData", about);
    Object statement = stub(PreparedStatement.class, "executeQuery", rows);
    Object connection = stub(Connection.class, "prepareStatement", statement);
    return (DataSource) stub(DataSource.class, "getConnection", connection);
  }

  /**
   * Makes an object whose one method of a name returns something; the others return 7, false or
   * null, and {@code next} finds a row every second time.
   */
  private static <T> Object stub(Class<T> type, String name, Object answer)
      throws ReflectiveOperationException {
    ClassDesc self = ClassDesc.of(StubDriver.class.getPackageName(), "Stub" + type.getSimpleName());
    byte[] code =
        ClassFile.of()
            .build(
                self,
                its -> {
                  its.withInterfaceSymbols(type.describeConstable().orElseThrow());
                  its.withField(ANSWER, OBJECT, ClassFile.ACC_PUBLIC);
                  its.withField(TURN, CD_int, ClassFile.ACC_PRIVATE);
                  constructor(its);
                  for (Method method : type.getMethods()) {
                    if (Modifier.isAbstract(method.getModifiers())) {
                      method(its, self, method, method.getName().equals(name));
                    }
                  }
                });
    Class<?> made = MethodHandles.lookup().defineClass(code);
    Object result = made.getConstructor().newInstance();
    made.getField(ANSWER).set(result, answer);
    return result;
  }

  private static void constructor(ClassBuilder its) {
    its.withMethodBody(
        INIT_NAME,
        MTD_void,
        ClassFile.ACC_PUBLIC,
        code -> code.aload(0).invokespecial(OBJECT, INIT_NAME, MTD_void).return_());
  }

  private static void method(ClassBuilder its, ClassDesc self, Method method, boolean answers) {
    ClassDesc result = method.getReturnType().describeConstable().orElseThrow();
    MethodTypeDesc type =
        MethodTypeDesc.of(
            result,
            Arrays.stream(method.getParameterTypes())
                .map(parameter -> parameter.describeConstable().orElseThrow())
                .toArray(ClassDesc[]::new));
    its.withMethodBody(
        method.getName(),
        type,
        ClassFile.ACC_PUBLIC,
        code -> {
          if (answers) {
            code.aload(0).getfield(self, ANSWER, OBJECT).checkcast(result).areturn();
          } else if (method.getName().equals("next")) {
            next(code, self);
          } else {
            constant(code, result);
          }
        });
  }

  /** Every second call finds a row. */
  private static void next(CodeBuilder code, ClassDesc self) {
    code.aload(0).aload(0).getfield(self, TURN, CD_int).iconst_1().ixor();
    code.putfield(self, TURN, CD_int).aload(0).getfield(self, TURN, CD_int).ireturn();
  }

  private static void constant(CodeBuilder code, ClassDesc result) {
    if (result.equals(CD_void)) {
      code.return_();
      return;
    }
    TypeKind kind = TypeKind.from(result);
    switch (kind) {
      case INT -> code.bipush(7);
      case LONG -> code.lconst_0();
      case DOUBLE -> code.dconst_0();
      case FLOAT -> code.fconst_0();
      case REFERENCE -> code.aconst_null();
      case BOOLEAN, BYTE, CHAR, SHORT -> code.iconst_0();
      case VOID -> {}
    }
    code.return_(kind);
  }
}
