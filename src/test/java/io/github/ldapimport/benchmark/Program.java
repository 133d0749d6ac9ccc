package io.github.ldapimport.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The packaged program, started as people do: by its script, as cron would, its log in a file. */
final class Program {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String script;
    private final Path folder;
    private final TimedProcess processes;

    /**
     * @param packaged the folder with bin and lib
     * @param folder where it runs
     */
    Program(Path packaged, Path folder, TimedProcess processes) {
        this.script = packaged.resolve("bin/ldap-import").toString();
        this.folder = folder;
        this.processes = processes;
    }

    /** What a run took, and its summary. */
    record Run(Cost cost, Map<String, Object> summary) {
        /** Fails unless these are the counts that are not zero: a wrong result has no time. */
        Cost require(Map<String, Long> expected) {
            Map<String, Object> actual = new TreeMap<>();
            for (String count : List.of(
                    "found",
                    "imported",
                    "changed",
                    "unchanged",
                    "skipped",
                    "failed",
                    "deleted",
                    "restored",
                    "deletedMissing")) {
                actual.put(count, summary.get(count));
            }
            actual.values().removeIf(count -> ((Number) count).longValue() == 0);
            Map<String, Object> wanted = new TreeMap<>(expected);
            wanted.values().removeIf(count -> ((Number) count).longValue() == 0);
            if (!actual.toString().equals(wanted.toString())) {
                throw new IllegalStateException("The run was to end with " + wanted + ", not " + summary);
            }
            return cost;
        }
    }

    /** Writes its application.properties. */
    void configure(List<Map<String, String>> settings) {
        Properties properties = new Properties();
        settings.forEach(properties::putAll);
        try (OutputStream file = Files.newOutputStream(folder.resolve("application.properties"))) {
            properties.store(file, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An import from start to end of the process. */
    Run run(String... options) {
        List<String> command = new ArrayList<>(List.of(script, "import", "-n", "--output=json"));
        command.addAll(List.of(options));
        TimedProcess.Ended ended = processes.run(command);
        try {
            return new Run(ended.cost(), summary(JSON.readTree(ended.out().toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Cost help() {
        return processes.run(List.of(script, "--help")).cost();
    }

    private static Map<String, Object> summary(JsonNode json) {
        Map<String, Object> summary = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = field.getValue();
            summary.put(field.getKey(), value.isNumber() ? (Object) value.longValue() : value.toString());
        }
        return summary;
    }

    /** Starts it so that it stays, and waits until it answers. */
    Served serve() {
        return new Served();
    }

    /** The program that stays up and is asked for runs over HTTP. */
    final class Served implements AutoCloseable {
        private final HttpRuns http = new HttpRuns(Ports.free());
        private final Process process;

        private Served() {
            List<String> command = new ArrayList<>(List.of(script, "serve"));
            http.settings().forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
            process = processes.start(command);
            while (!answers()) {
                if (!process.isAlive()) {
                    throw ended(null);
                }
            }
        }

        private boolean answers() {
            try {
                return http.get("").status() == 200;
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                }
                pause();
                return false;
            }
        }

        private static void pause() {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** A run: the time until the answer, and what the process computed in it. */
        Run run() {
            double cpu = cpu();
            long start = System.nanoTime();
            HttpRuns.Answer answer = post();
            double wall = (System.nanoTime() - start) / 1e9;
            if (answer.status() != 200) {
                throw new IllegalStateException("The run ended with " + answer.status() + " " + answer.json());
            }
            return new Run(new Cost(wall, cpu() - cpu, peak()), summary(answer.json()));
        }

        private HttpRuns.Answer post() {
            try {
                return http.post("");
            } catch (UncheckedIOException e) {
                throw ended(e);
            }
        }

        private IllegalStateException ended(Exception cause) {
            return new IllegalStateException(
                    "ldap-import serve does not answer: see " + folder.resolve("serve-out.txt") + " and serve-err.txt",
                    cause);
        }

        private double cpu() {
            return process.toHandle()
                    .info()
                    .totalCpuDuration()
                    .map(spent -> spent.toMillis() / 1e3)
                    .orElse(Double.NaN);
        }

        // proc(5): the peak of the resident set, in kB
        private double peak() {
            try {
                return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                        .findFirst()
                        .orElse(Double.NaN);
            } catch (IOException e) {
                return Double.NaN;
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
