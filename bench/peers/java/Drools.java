import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;

/** Drools' DMN: one decision table of hit policy FIRST, facts by name in contexts made beforehand. */
final class Drools {
    public static void main(String[] args) throws Exception {
        Harness harness = new Harness(args);
        DMNRuntime runtime = DMNRuntimeBuilder.fromDefaults()
                .buildConfiguration()
                .fromResources(List.of(ResourceFactory.newFileResource(harness.folder.resolve("table.dmn").toFile())))
                .getOrElseThrow(RuntimeException::new);
        DMNModel model = runtime.getModel("peers", "peers");
        List<DMNContext> clients = new ArrayList<>();
        for (Map<String, Object> client : harness.clients()) {
            DMNContext context = runtime.newContext();
            client.forEach(context::set);
            clients.add(context);
        }
        String version = "Drools DMN " + DMNRuntime.class.getPackage().getImplementationVersion();
        harness.measure(version, clients.size(), client -> {
            Object rule = runtime.evaluateAll(model, clients.get(client)).getContext().get("rule");
            return rule instanceof Number number ? number.intValue() : 255;
        });
    }
}
