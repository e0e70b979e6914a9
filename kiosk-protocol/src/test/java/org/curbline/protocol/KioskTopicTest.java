package org.curbline.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KioskTopicTest {
    @ParameterizedTest
    @EnumSource
    void readsTheTopicOfEveryKind(EventKind kind) {
        KioskTopic topic = new KioskTopic(new KioskId("mn-05-129381"), kind);
        assertEquals("kiosks/mn-05-129381/" + kind.topicSuffix(), topic.name());
        assertEquals(topic, KioskTopic.parse(topic.name()));
    }

    @Test
    void takesKioskIdsInEitherCase() {
        assertEquals(
                new KioskTopic(new KioskId("si-01-gf55081"), EventKind.STATUS),
                KioskTopic.parse("kiosks/SI-01-GF55081/status"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kiosks",
                "kiosks/",
                "kiosks//status",
                "kiosks/a",
                "kiosks/a/",
                "kiosks/a/usage",
                "kiosks/a/usage/",
                "kiosks/a/usage/phone",
                "kiosks/a/status/",
                "kiosks/a/xstatus",
                "kiosks/a/b/status",
                "/kiosks/a/status",
                "Kiosks/a/status",
                "kiosks/a/Status",
                "kiosks/-a/status",
                "kiosks/a b/status",
                "kiosks/a+/status",
                "kiosks/+/status",
                "kiosks/#",
                "kiosks/\u212A/status",
                "kiosks/é/status",
                "kiosks/a/commands/reboot",
                "kiosks/12345678901234567890123456789012345678901234567890123456789012345/status",
            })
    void knowsNoOtherTopic(String name) {
        assertNull(KioskTopic.parse(name));
    }

    @Test
    void refusesAnIdThatIsNotCanonical() {
        assertThrows(IllegalArgumentException.class, () -> new KioskId("MN-05-129381"));
        assertThrows(IllegalArgumentException.class, () -> KioskId.of(""));
        assertEquals("mn-05-129381", KioskId.of("MN-05-129381").toString());
    }
}
