import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValBoolean;
import org.camunda.feel.syntaxtree.ValNumber;
import org.camunda.feel.syntaxtree.ValString;

/**
 * Camunda's FEEL engine: expressions parsed once, facts by name and already its own values. Mode "rules": one
 * expression a rule in their order. Mode "chain": one expression for all.
 */
final class Camunda {
    private final FeelEngineApi engine = FeelEngineBuilder.forJava().build();
    private final List<Map<String, Object>> clients = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        new Camunda().run(new Harness(args));
    }

    private void run(Harness harness) throws Exception {
        for (Map<String, Object> client : harness.clients()) {
            Map<String, Object> values = new HashMap<>();
            client.forEach((name, fact) -> values.put(name, value(fact)));
            clients.add(values);
        }
        boolean chain = harness.mode.equals("chain");
        List<ParsedExpression> rules = new ArrayList<>();
        for (String line : harness.lines(chain ? "chain.feel" : "rules.feel")) rules.add(parse(line));
        String version = "feel-engine " + FeelEngineApi.class.getPackage().getImplementationVersion();
        if (chain) {
            harness.measure(version, clients.size(), client -> chosen(rules.get(0), clients.get(client)));
        } else {
            harness.measure(version, clients.size(), client -> firstOf(rules, clients.get(client)));
        }
    }

    private static Val value(Object fact) {
        if (fact instanceof Boolean truth) return new ValBoolean(truth);
        if (fact instanceof String text) return new ValString(text);
        return new ValNumber(scala.math.BigDecimal.javaBigDecimal2bigDecimal((java.math.BigDecimal) fact));
    }

    private ParsedExpression parse(String text) {
        var parsed = engine.parseExpression(text);
        if (!parsed.isSuccess()) throw new IllegalArgumentException(parsed.failure().message());
        return parsed.parsedExpression();
    }

    private int firstOf(List<ParsedExpression> rules, Map<String, Object> client) {
        for (int i = 0; i < rules.size(); ++i) {
            EvaluationResult result = engine.evaluate(rules.get(i), client);
            if (result.isSuccess() && Boolean.TRUE.equals(result.result())) return i;
        }
        return 255;
    }

    private int chosen(ParsedExpression chain, Map<String, Object> client) {
        EvaluationResult result = engine.evaluate(chain, client);
        return result.isSuccess() && result.result() instanceof Number number ? number.intValue() : 255;
    }
}
