package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private static final String PUBLIC = "93.184.215.14";

    @ParameterizedTest
    @CsvSource({
        "93.184.215.14, true",
        "1.1.1.1, true",
        "172.15.255.255, true",
        "172.32.0.1, true",
        "100.63.255.255, true",
        "100.128.0.1, true",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c, true",
        "64:ff9b::5db8:d70e, true", // 93.184.215.14 behind NAT64
        "0.0.0.0, false",
        "0.1.2.3, false",
        "10.0.0.1, false",
        "100.64.0.1, false",
        "127.0.0.1, false",
        "127.255.255.254, false",
        "127.1, false", // as C libraries write it
        "2130706433, false", // the same as one number
        "169.254.169.254, false",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "192.0.0.8, false",
        "192.0.2.1, false",
        "192.168.255.1, false",
        "198.18.0.1, false",
        "203.0.113.9, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::ffff:127.0.0.1, false",
        "::ffff:10.0.0.1, false",
        "::127.0.0.1, false",
        "64:ff9b::7f00:1, false", // 127.0.0.1 behind NAT64
        "64:ff9b:1::1, false",
        "100::1, false",
        "2001::1, false",
        "2001:db8::1, false",
        "2002:7f00:1::, false",
        "3fff::1, false",
        "fc00::1, false",
        "fd12:3456:789a::1, false",
        "fe80::1, false",
        "fec0::1, false",
        "ff02::1, false"
    })
    void onlyAddressesOfThePublicInternetAreTold(String address, boolean isPublic) throws Exception {
        assertEquals(isPublic, AddressGuard.isPublic(InetAddress.getByName(address)), address);
    }

    @Test
    void mappedAddressIsTheOneItMapsTo() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertEquals(false, AddressGuard.isPublic(InetAddress.getByAddress("a.example", mapped)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.0.0/16, 10.1.255.4, true",
        "10.1.0.0/16, 10.2.0.4, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false",
        "::1, ::1, true",
        "hooks.internal, 10.9.9.9, true",
        "HOOKS.internal, 10.9.9.9, true",
        "internal, 10.9.9.9, false",
    })
    void whatTheOperatorAllowsIsTold(String allowed, String address, boolean permitted) throws Exception {
        AddressGuard guard = new AddressGuard(List.of(AllowedReceiver.of(allowed)), resolving(address));
        assertEquals(permitted, guard.permitted("hooks.internal").succeeded());
    }

    @Test
    void oneForbiddenAddressForbidsTheHost() throws Exception {
        AddressGuard guard = new AddressGuard(List.of(), resolving(PUBLIC, "10.0.0.1"));
        Throwable refused = guard.permitted("mixed.example").cause();
        assertTrue(refused instanceof ForbiddenReceiverException, String.valueOf(refused));
        assertTrue(String.valueOf(refused.getMessage()).contains("10.0.0.1"), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains("curbline.webhooks.allow"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a name", "10.0.0.0/33", "10.0.0.0/x", "http://a", "", "::1/129"})
    void whatIsNeitherHostNorBlockIsASettingInError(String text) {
        assertThrows(IllegalArgumentException.class, () -> AllowedReceiver.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "file:///etc/passwd",
                "example.com",
                "//example.com/",
                "http:///path",
                "http://user@example.com/",
                "http://user:password@example.com/",
                "http://example.com/#fragment",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://exa mple.com/",
                "http://[fe80::1%25eth0]/",
                "javascript:alert(1)"
            })
    void urlThatIsNotPlainlyHttpIsRefused(String url) {
        assertThrows(ForbiddenReceiverException.class, () -> Destination.of(url));
    }

    @Test
    void urlIsTakenApartAsItStands() {
        assertEquals(new Destination(true, "example.com", 443, "/"), Destination.of("https://example.com"));
        assertEquals(
                new Destination(false, "[::1]", 8080, "/a%20b?c=%26"), Destination.of("HTTP://[::1]:8080/a%20b?c=%26"));
        assertEquals("::1", Destination.of("http://[::1]:8080/").name());
    }

    @Test
    void nameThatChangesItsAddressAfterRegistrationIsNotTold() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HostResolver rebinding =
                host -> Future.succeededFuture(List.of(address(asked.incrementAndGet() == 1 ? PUBLIC : "127.0.0.1")));
        try (Receiver receiver = new Receiver();
                Rig rig = new Rig("allow", "10.0.0.0/8").with(rebinding)) {
            Webhook webhook = rig.add("http://rebinding.example:" + receiver.port() + "/");
            rig.happens(1);
            Rig.await(() -> !rig.deliveries(webhook).isEmpty(), "it was tried");
            WebhookDelivery failed = rig.deliveries(webhook).get(0);
            assertTrue(failed.detail().contains("127.0.0.1"), failed.detail());
            assertTrue(receiver.isSilent());
        }
    }

    @Test
    void theAddressThatWasLookedAtIsTheOneThatIsConnectedTo() throws Exception {
        HostResolver once = host -> Future.succeededFuture(List.of(address("127.0.0.1")));
        try (Receiver receiver = new Receiver();
                Rig rig = new Rig().with(once)) {
            rig.add("http://nobody-else-knows-this-name.test:" + receiver.port() + "/");
            rig.happens(1);
            assertEquals(
                    "nobody-else-knows-this-name.test:" + receiver.port(),
                    receiver.next().header("host"));
        }
    }

    private static HostResolver resolving(String... addresses) {
        return host -> Future.succeededFuture(
                Stream.of(addresses).map(AddressGuardTest::address).toList());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
