package io.gansieve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The table of the README that says who needs which rights, read as ACLs: rows of {@code | who, who | topic `name`, `name` |
 * Operation, Operation |}, where a name that ends in {@code *} is a prefix.
 */
record AccessTable(List<Row> rows) {
    private static final String HEAD = "| who | resource | operations |";
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** One right of one user. */
    record Row(String who, ResourceType type, String name, AclOperation operation) {
        AclBinding binding() {
            boolean prefix = name.endsWith("*");
            return new AclBinding(
                    new ResourcePattern(
                            type,
                            prefix ? name.substring(0, name.length() - 1) : name,
                            prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                    new AccessControlEntry("User:" + user(who), "*", operation, AclPermissionType.ALLOW));
        }
    }

    static AccessTable read() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        List<Row> rows = new ArrayList<>();
        for (int line = lines.indexOf(HEAD) + 2; line > 1 && lines.get(line).startsWith("|"); line++) {
            rows.addAll(rows(lines.get(line).split("\\|", -1)));
        }
        return new AccessTable(rows);
    }

    private static List<Row> rows(String[] cells) {
        ResourceType type = ResourceType.fromString(
                cells[2].strip().startsWith("transactional id") ? "TRANSACTIONAL_ID" : word(cells[2]));
        List<Row> rows = new ArrayList<>();
        for (String who : names(cells[1])) {
            for (String name : names(cells[2])) {
                for (String operation : cells[3].split(",", -1)) {
                    rows.add(new Row(who, type, name, operation(operation.strip())));
                }
            }
        }
        return rows;
    }

    private static String word(String cell) {
        return cell.strip().split("[s ]", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private static AclOperation operation(String name) {
        return Arrays.stream(AclOperation.values())
                .filter(operation -> operation.name().replace("_", "").equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation of Kafka's: " + name));
    }

    /** Everybody named. */
    Set<String> people() {
        Set<String> people = new TreeSet<>();
        rows.forEach(row -> people.add(row.who()));
        return people;
    }

    List<AclBinding> bindings() {
        return rows.stream().map(Row::binding).toList();
    }

    /** The name of a user in the cluster. */
    static String user(String who) {
        return who.replace(' ', '-');
    }
}
