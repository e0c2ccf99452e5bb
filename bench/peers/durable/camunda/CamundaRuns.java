import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;
import org.camunda.bpm.model.bpmn.builder.ServiceTaskBuilder;

/**
 * Camunda 7, embedded, among the durable workflow engines: the regulation of durable_runs.cpp as BPMN.
 * Called as  CamundaRuns URL USER THREADS external|delegate RUNS WARM-UP; it speaks with measure.py by lines.
 *
 * external: each action is an external task, fetched by a worker and completed in a transaction of its own.
 * delegate: an action is code that the engine calls within the transaction that came to it.
 */
public final class CamundaRuns {
    /** As many runs are open at once; tasks are fetched by as many. */
    private static final int WAVE = 1000;

    private final ProcessEngine engine;
    private final ExecutorService threads;
    private final int threadCount;
    private final boolean external;

    private CamundaRuns(String url, String user, int threadCount, boolean external) {
        var configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(url);
        configuration.setJdbcDriver(url.startsWith("jdbc:h2") ? "org.h2.Driver" : "org.postgresql.Driver");
        configuration.setJdbcUsername(user);
        configuration.setJdbcPassword("");
        configuration.setJdbcMaxActiveConnections(threadCount + 2);
        configuration.setJdbcMaxIdleConnections(threadCount + 2);
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setHistory("audit");
        configuration.setIdGenerator(new StrongUuidGenerator());
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setAuthorizationEnabled(false);
        this.engine = configuration.buildProcessEngine();
        this.threads = Executors.newFixedThreadPool(threadCount);
        this.threadCount = threadCount;
        this.external = external;
        engine.getRepositoryService().createDeployment().addModelInstance("order.bpmn", order()).deploy();
    }

    /** Does what the host is asked for, in the engine's own transaction. */
    public static final class Host implements JavaDelegate {
        @Override
        public void execute(DelegateExecution run) {
            if (run.getCurrentActivityId().equals("reserve")) {
                run.setVariable("place", (Integer) run.getVariable("amount") + 7);
            }
        }
    }

    private ServiceTaskBuilder action(AbstractFlowNodeBuilder<?, ?> after, String id) {
        ServiceTaskBuilder task = after.serviceTask(id);
        return external ? task.camundaExternalTask(id) : task.camundaClass(Host.class.getName());
    }

    private BpmnModelInstance order() {
        var start = Bpmn.createExecutableProcess("order").startEvent().message("order.placed");
        var choice = action(start, "reserve").userTask("check").exclusiveGateway("choice");
        action(choice.condition("approved", "${approved}"), "ship").userTask("confirm").exclusiveGateway("end");
        var open = action(choice.condition("not approved", "${!approved}"), "refund").connectTo("confirm");
        return ((AbstractFlowNodeBuilder<?, ?>) open.moveToNode("end"))
                .condition("came", "${approved}").endEvent("delivered")
                .moveToNode("end").condition("went", "${!approved}").endEvent("returned").done();
    }

    /** Calls `work` for all, each thread for a share of them, and waits. */
    private <T> void together(List<T> all, Consumer<T> work) throws Exception {
        List<Future<?>> shares = new ArrayList<>();
        for (int i = 0; i < threadCount; ++i) {
            int first = i;
            shares.add(threads.submit(() -> {
                for (int k = first; k < all.size(); k += threadCount) work.accept(all.get(k));
            }));
        }
        for (Future<?> share : shares) share.get();
    }

    private void act(String topic) throws Exception {
        if (!external) return;
        while (true) {
            List<LockedExternalTask> asked = engine.getExternalTaskService().fetchAndLock(WAVE, "worker")
                    .topic(topic, 600_000).variables("amount").execute();
            if (asked.isEmpty()) return;
            together(asked, task -> engine.getExternalTaskService().complete(task.getId(), "worker",
                    topic.equals("reserve") ? Map.of("place", (Integer) task.getVariables().get("amount") + 7) : null));
        }
    }

    private void answer(String step, Map<String, Integer> numbers, Function<Integer, Map<String, Object>> form)
            throws Exception {
        while (true) {
            List<Task> asked = engine.getTaskService().createTaskQuery().taskDefinitionKey(step).listPage(0, WAVE);
            if (asked.isEmpty()) return;
            together(asked, task -> engine.getTaskService().complete(task.getId(),
                    form.apply(numbers.get(task.getProcessInstanceId()))));
        }
    }

    private void wave(int from, int count) throws Exception {
        Map<String, Integer> numbers = new java.util.concurrent.ConcurrentHashMap<>();
        together(IntStream.range(from, from + count).boxed().toList(), number -> numbers.put(
                engine.getRuntimeService().startProcessInstanceByMessage("order.placed", "client-" + number,
                        Map.of("amount", number)).getId(), number));
        act("reserve");
        answer("check", numbers, number -> Map.of("approved", number % 4 != 0));
        act("ship");
        act("refund");
        answer("confirm", numbers, number -> null);
    }

    private void run(int from, int count) throws Exception {
        for (int i = 0; i < count; i += WAVE) wave(from + i, Math.min(WAVE, count - i));
    }

    /** By the history that the database has. */
    private void verify(int from, int count) {
        Map<String, Object> places = engine.getHistoryService().createHistoricVariableInstanceQuery()
                .variableName("place").list().stream().collect(Collectors.toMap(
                        HistoricVariableInstance::getProcessInstanceId, HistoricVariableInstance::getValue));
        int right = 0;
        int delivered = 0;
        for (HistoricProcessInstance run : engine.getHistoryService().createHistoricProcessInstanceQuery()
                .finished().list()) {
            int number = Integer.parseInt(run.getBusinessKey().substring("client-".length()));
            if (number < from || number >= from + count) continue;
            String end = number % 4 != 0 ? "delivered" : "returned";
            if (end.equals(run.getEndActivityId()) && places.get(run.getId()).equals(number + 7)) ++right;
            if (run.getEndActivityId().equals("delivered")) ++delivered;
        }
        System.out.printf("verified {\"right\":%d,\"delivered\":%d}%n", right, delivered);
    }

    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[4]);
        int warmUp = Integer.parseInt(arguments[5]);
        var all = new CamundaRuns(arguments[0], arguments[1], Integer.parseInt(arguments[2]),
                arguments[3].equals("external"));
        var answers = new BufferedReader(new InputStreamReader(System.in));
        all.run(0, warmUp);
        System.out.println("ready");
        answers.readLine();
        all.run(warmUp, runs);
        System.out.printf("done {\"version\":\"camunda-engine %s, Java %s\"}%n",
                ProcessEngine.class.getPackage().getImplementationVersion(), Runtime.version().toString());
        answers.readLine();
        all.verify(warmUp, runs);
        all.threads.shutdown();
        all.engine.close();
    }
}
