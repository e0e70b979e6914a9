package org.curbline.agent.enrolment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.curbline.agent.link.GatewayTls;
import org.curbline.agent.link.HttpProxy;
import org.curbline.program.Why;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** The gateway's HTTP API, as far as it exchanges a token for an identity. Blocking. */
public final class EnrolmentOffice {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final int CREATED = 201;
    private static final int FORBIDDEN = 403;
    private static final int WHO_ARE_YOU = 407;
    private static final int HTTPS = 443;

    private final URI gateway;
    private final @Nullable CertificatePin pin;
    private final @Nullable HttpProxy proxy;
    private final HttpClient http;

    /**
     * @param gateway where its HTTP API is, {@code https://host:8080}
     * @param proxy by which it is reached; null if by none
     */
    public EnrolmentOffice(URI gateway, @Nullable CertificatePin pin, @Nullable HttpProxy proxy) {
        this.gateway = gateway;
        this.pin = pin;
        this.proxy = proxy;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(AT_MOST).followRedirects(HttpClient.Redirect.NEVER);
        if (pin != null) {
            builder.sslContext(GatewayTls.of(null, pin.trust()).context());
        }
        if (proxy != null) {
            builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())));
            if (proxy.user() != null) {
                builder.authenticator(new ProxyPassword(proxy));
            }
        }
        this.http = builder.build();
    }

    /**
     * Uses the token up; with the same password it may be asked again if the answer does not come.
     *
     * @param password that the kiosk is to have
     * @throws TokenRefusedException if it never will for this token
     * @throws IOException if it gives no identity, in a sentence for people that says what to do
     */
    public Identity enrol(String token, String password) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/api/v1/enrolments"))
                .timeout(AT_MOST)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(token, password)))
                .build();
        requireProxy();
        HttpResponse<String> answer = answered(request);
        Map<String, String> said = texts(answer.body());
        if (answer.statusCode() == FORBIDDEN) {
            throw new TokenRefusedException("The gateway refuses the token. " + said.getOrDefault("detail", "")
                    + " Have another made: POST " + gateway.resolve("/api/v1/kiosks/KIOSK/enrolments"));
        }
        String kiosk = said.get("kiosk");
        String given = said.get("password");
        if (answer.statusCode() != CREATED || kiosk == null || given == null) {
            throw new IOException(gateway + " is no Curbline gateway's HTTP API, or cannot enrol now: it answered "
                    + answer.statusCode() + " " + said.getOrDefault("detail", ""));
        }
        return new Identity(KioskId.of(kiosk), mqtt(said), given, pin);
    }

    /** Java's own client does not say why a proxy makes no connection. */
    private void requireProxy() throws IOException {
        if (proxy != null && "https".equals(gateway.getScheme())) {
            int port = gateway.getPort() < 0 ? HTTPS : gateway.getPort();
            proxy.connect(gateway.getHost(), port, AT_MOST).close();
        }
    }

    private HttpResponse<String> answered(HttpRequest request) throws IOException, InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == WHO_ARE_YOU) {
                throw new IOException(proxy + " asks who this kiosk is (407): curbline.agent.proxy.user and password");
            }
            return answer;
        } catch (ConnectException e) {
            if (proxy != null) {
                throw new IOException(
                        proxy + " does not answer: is curbline.agent.proxy.address right, and does it run?", e);
            }
            throw new IOException(
                    "Nobody answers at " + gateway
                            + ": is that the gateway's HTTP address, and can this kiosk reach it?",
                    e);
        } catch (SSLException e) {
            throw new IOException(
                    "The gateway at " + gateway + " is not trusted: " + deepest(e)
                            + ". If its certificate is its own, pin its key with --pin.",
                    e);
        } catch (IOException e) {
            throw new IOException("The gateway at " + gateway + " cannot be asked: " + deepest(e), e);
        }
    }

    /** TLS where the gateway has it, and to the host that was asked. */
    private URI mqtt(Map<String, String> said) throws IOException {
        String tls = said.get("mqtt.tls");
        String port = tls == null ? said.get("mqtt.tcp") : tls;
        if (port == null) {
            throw new IOException("The gateway does not say where it takes MQTT");
        }
        return URI.create((tls == null ? "tcp://" : "ssl://") + gateway.getHost() + ":" + port);
    }

    private static String body(String token, String password) throws IOException {
        StringWriter body = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("token", token);
            json.writeStringField("password", password);
            json.writeEndObject();
        }
        return body.toString();
    }

    /** Names and values, those of an object within by both names. Empty if it is not JSON. */
    private static Map<String, String> texts(String body) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = JSON.createParser(body)) {
            String within = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && parser.currentName() != null) {
                    within = parser.currentName() + ".";
                } else if (token == JsonToken.END_OBJECT) {
                    within = "";
                } else if (token.isScalarValue() && parser.currentName() != null) {
                    texts.put(within + parser.currentName(), parser.getText());
                }
            }
            return texts;
        } catch (IOException notJson) {
            return Map.of();
        }
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Why.of(cause);
    }

    /** What a proxy is told that asks. */
    private static final class ProxyPassword extends Authenticator {
        private final HttpProxy proxy;

        ProxyPassword(HttpProxy proxy) {
            this.proxy = proxy;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            String password = proxy.password() == null ? "" : proxy.password();
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(proxy.user(), password.toCharArray())
                    : null;
        }
    }
}
