package io.gansieve.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/**
 * Keeps web pages from asking where no token keeps them out: a browser on this machine reaches loopback for every page that is open in it.
 * A page whose name was made to resolve to this address (DNS rebinding) gives itself away by {@code Host}, a page of another site
 * by {@code Origin} (RFC 6454) or {@code Sec-Fetch-Site} (W3C Fetch Metadata). Programs send neither of the last two, and are served.
 */
final class SiteGuard {
    /** A name or address with an optional port; user names and zone ids have no place in it. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9_.-]{1,253})(?::([0-9]{0,5}))?");

    private static final Pattern ORIGIN = Pattern.compile("(https?)://(.+)");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> OWN = Set.of("same-origin", "none");
    private static final String PAGE = "/";
    private static final int SHOWN = 100;

    private final Set<String> hosts;

    private record Authority(String host, String port) {
        /** Names are compared without case and without the dot of the root. */
        static Optional<Authority> parse(String text) {
            Matcher matcher = AUTHORITY.matcher(text.toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String port = matcher.group(2) == null ? "" : matcher.group(2);
            return Optional.of(new Authority(withoutRoot(matcher.group(1)), port));
        }

        String portOr(String usual) {
            return port.isEmpty() ? usual : port;
        }
    }

    /** @param hosts accepted beside loopback's own names */
    SiteGuard(List<String> hosts) {
        TreeSet<String> accepted = new TreeSet<>(LOOPBACK);
        hosts.forEach(host -> accepted.add(withoutRoot(host.toLowerCase(Locale.ROOT))));
        this.hosts = Set.copyOf(accepted);
    }

    private static String withoutRoot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** What to answer instead, if the request may have come from a foreign page. */
    Optional<HttpResponse> refusal(Request request, String path) {
        Optional<Authority> asked = host(request);
        if (asked.isEmpty()) {
            return Optional.of(refused(
                    "foreign-host",
                    "Host: %s: must be localhost, 127.0.0.1, [::1] or one of http.hosts"
                            .formatted(shown(request, HttpHeader.HOST.asString()))));
        }
        List<String> origins = values(request, HttpHeader.ORIGIN.asString());
        if (!origins.stream().allMatch(origin -> isOwn(origin, asked.get()))) {
            return Optional.of(refused(
                    "cross-site",
                    "Origin: %s: a page of another site may not ask"
                            .formatted(shown(request, HttpHeader.ORIGIN.asString()))));
        }
        if (!OWN.containsAll(values(request, "Sec-Fetch-Site")) && !opensPage(request, path)) {
            return Optional.of(refused(
                    "cross-site",
                    "Sec-Fetch-Site: %s: a page of another site may not ask"
                            .formatted(shown(request, "Sec-Fetch-Site"))));
        }
        return Optional.empty();
    }

    /** The one that every header and the request line agree to be an accepted one; none if there is none. */
    private Optional<Authority> host(Request request) {
        List<Authority> named = values(request, HttpHeader.HOST.asString()).stream()
                .map(value -> Authority.parse(value).orElse(new Authority("", "")))
                .toList();
        HttpURI uri = request.getHttpURI();
        boolean line = uri.getUser() == null
                && (uri.getHost() == null || accepts(uri.getHost().toLowerCase(Locale.ROOT)));
        boolean all = line && named.stream().allMatch(authority -> accepts(authority.host()));
        return all ? named.stream().findFirst() : Optional.empty();
    }

    private boolean accepts(String host) {
        return hosts.contains(withoutRoot(host));
    }

    /** Another port of this machine is another site's: whoever listens there is not known. */
    private boolean isOwn(String origin, Authority asked) {
        Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        String usual = matcher.group(1).equals("https") ? "443" : "80";
        return Authority.parse(matcher.group(2))
                .filter(from -> accepts(from.host()))
                .filter(from -> from.portOr(usual).equals(asked.portOr(usual)))
                .isPresent();
    }

    /** A link that was followed, or an address that was typed: the page holds no data, and asks for them by itself. */
    private static boolean opensPage(Request request, String path) {
        return path.equals(PAGE)
                && request.getMethod().equals("GET")
                && values(request, "Sec-Fetch-Mode").equals(List.of("navigate"))
                && values(request, "Sec-Fetch-Dest").equals(List.of("document"));
    }

    private static List<String> values(Request request, String header) {
        return request.getHeaders().getValuesList(header).stream()
                .map(String::strip)
                .toList();
    }

    private static String shown(Request request, String header) {
        String text = String.join(", ", values(request, header));
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    }

    private static HttpResponse refused(String reason, String message) {
        return HttpResponse.problem(HttpResponse.FORBIDDEN, reason, message);
    }
}
