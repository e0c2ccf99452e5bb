import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.camunda.dmn.DmnEngine;
import org.camunda.dmn.parser.ParsedDmn;
import org.camunda.feel.FeelEngine;

/** Camunda's DMN engine in Scala: one decision table of hit policy FIRST, parsed once, facts by name. */
final class DmnScala {
    public static void main(String[] args) throws Exception {
        Harness harness = new Harness(args);
        DmnEngine engine = new DmnEngine.Builder().build();
        ParsedDmn table;
        try (InputStream in = Files.newInputStream(harness.folder.resolve("table.dmn"))) {
            var parsed = engine.parse(in);
            if (parsed.isLeft()) throw new IllegalArgumentException(parsed.toString());
            table = parsed.toOption().get();
        }
        List<Map<String, Object>> clients = harness.clients();
        String version = "dmn-scala " + DmnEngine.class.getPackage().getImplementationVersion()
                + " on feel-engine " + FeelEngine.class.getPackage().getImplementationVersion();
        harness.measure(version, clients.size(), client -> {
            var result = engine.eval(table, "rule", clients.get(client));
            return result.isRight() && result.toOption().get().value() instanceof Number n ? n.intValue() : 255;
        });
    }
}
