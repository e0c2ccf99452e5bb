import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What the contestants on the JVM share; the twin of cpp/harness.hpp. Called as PROGRAM FOLDER ANSWERS CLIENTS [MODE].
 */
final class Harness {
    private static final double WARM_UP_SECONDS = 10;

    final Path folder;
    final String mode;
    private final Path answers;
    private final int most;

    Harness(String[] args) {
        folder = Path.of(args[0]);
        answers = Path.of(args[1]);
        most = Integer.parseInt(args[2]);
        mode = args.length > 3 ? args[3] : "";
    }

    List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    /** Facts by name: texts, booleans and decimals. */
    List<Map<String, Object>> clients() throws IOException {
        List<String> rows = lines("clients.csv");
        String[] headings = rows.get(0).split(",");
        List<Map<String, Object>> all = new ArrayList<>();
        for (String row : rows.subList(1, Math.min(most + 1, rows.size()))) {
            String[] cells = row.split(",");
            Map<String, Object> client = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; ++i) {
                String[] nameAndKind = headings[i].split(":");
                client.put(nameAndKind[0], fact(cells[i], nameAndKind[1]));
            }
            all.add(client);
        }
        return all;
    }

    private static Object fact(String cell, String kind) {
        return switch (kind) {
            case "whole", "money" -> new BigDecimal(cell);
            case "boolean" -> cell.equals("true");
            default -> cell.intern();
        };
    }

    /** The number of the rule that this client, by its place, hits; 255 for none. */
    interface Answer {
        int of(int client);
    }

    /** Of the whole process: compiler and garbage collector included. */
    private static double cpuSeconds() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    private static double wallSeconds() {
        return System.nanoTime() / 1e9;
    }

    /** Warms up for ten seconds of processor time, then measures five passes of as many rounds as take a quarter of one. */
    void measure(String version, int count, Answer answer) throws IOException {
        byte[] found = new byte[count];
        double start = cpuSeconds();
        double one;
        do {
            double before = cpuSeconds();
            round(found, answer);
            one = cpuSeconds() - before;
        } while (cpuSeconds() - start < WARM_UP_SECONDS);
        int rounds = Math.max(1, (int) (0.25 / one));
        StringJoiner cpu = new StringJoiner(","), wall = new StringJoiner(",");
        for (int pass = 0; pass < 5; ++pass) {
            double cpuStart = cpuSeconds(), wallStart = wallSeconds();
            for (int i = 0; i < rounds; ++i) round(found, answer);
            cpu.add(Double.toString(cpuSeconds() - cpuStart));
            wall.add(Double.toString(wallSeconds() - wallStart));
        }
        Files.write(answers, found);
        System.out.printf("{\"version\":\"%s, Java %s\",\"clients\":%d,\"rounds\":%d,"
                + "\"cpu_seconds\":[%s],\"wall_seconds\":[%s]}%n",
                version, System.getProperty("java.version"), count, rounds, cpu, wall);
    }

    private static void round(byte[] found, Answer answer) {
        for (int i = 0; i < found.length; ++i) found[i] = (byte) answer.of(i);
    }
}
