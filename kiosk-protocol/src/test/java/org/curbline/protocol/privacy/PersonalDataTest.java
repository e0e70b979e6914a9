package org.curbline.protocol.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // MAC addresses
                "00:1b:63:84:45:e6",
                "00-1B-63-84-45-E6",
                "001b.6384.45e6",
                "001b638445e6",
                "001B638445E6",
                "0:1b:63:84:45:e6",
                "ap:00:1b:63:84:45:e6",
                "mac-001b638445e6",
                "0x001b638445e6",
                "001b63-8445e6",
                "00 1b 63 84 45 e6",
                "00.1b.63.84.45.e6",
                "00_1b_63_84_45_e6",
                "aa:bb:cc:dd:ee:ff",
                "aabbccddeeff",
                "client=aabbccddeeff;",
                "x00:1b:63:84:45:e6x",
                "001b:6384:45e6",
                "00‐1b‐63‐84‐45‐e6",
                "00/1b/63/84/45/e6",
                "00|1b|63|84|45|e6",
                "00 : 1b : 63 : 84 : 45 : e6",
                "00\u200b:1b:63:84:45:e6",
                "00:1b:\u00ad63:84:45:e6",
                "００：１ｂ：６３：８４：４５：ｅ６",
                "00%3A1b%3A63%3A84%3A45%3Ae6",
                "00%253A1b%253A63%253A84%253A45%253Ae6",
                "00&#58;1b&#58;63&#x3a;84&#x3A;45&#058;e6",
                "021b63fffe8445e6",
                "021B63FFFE8445E6",
                // phone numbers
                "2125550123",
                "212-555-0123",
                "(212) 555-0123",
                "+1 212 555 0123",
                "+1 (212) 555-0123",
                "212.555.0123",
                "555-0123",
                "mn-05-129381-4",
                "mn-05-1293814",
                "mn-05-129381@x",
                "5550123",
                "tel:+12125550123",
                "call 212 555 0123 now",
                "06 12 34 56 78",
                "0049/30/1234567",
                "+49 (0) 30 - 1234567",
                "2 1 2 5 5 5 0 1 2 3",
                "212\u00a0555\u00a00123",
                "212–555–0123",
                "x2125550123x",
                "２１２５５５０１２３",
                "٢١٢٥٥٥٠١٢٣",
                "212\u200b555\u200b0123",
                "212    555    0123",
                "212~555~0123",
                "212*555*0123",
                "212|555|0123",
                "212'555'0123",
                "212=555=0123",
                "212·555•0123",
                "[212][555][0123]",
                "<212> <555> <0123>",
                "212%20555%200123",
                "212&nbsp;555&nbsp;0123",
                "①②③④⑤⑥⑦",
                "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
                "2̅1̅2̅5̅5̅5̅0",
                "2026-11-2355501",
                "555-2026-11-23",
                // e-mail
                "a@example.org",
                "mailto:jane.doe+x@example.museum",
                "jane@localhost",
                "jane＠example.org",
                "é@é.fr",
                "jane@[10.0.0.1]",
                "jane%40example.com",
                "jane%40localhost",
                "jane&#64;localhost",
                "jane\u200b@example.org",
                // URLs and hosts
                "http://x",
                "https://example.org/a?b=c",
                "HTTPS://EXAMPLE.ORG",
                "ftp://10.0.0.1",
                "see www.example.museum",
                "example.com",
                "example.com.",
                "go to example.org, now",
                "maps.example.co.uk",
                "example.museum/path",
                "example.museum:8080",
                "xn--bcher-kva.example/x",
                "bücher.de",
                "xn--bcher-kva.example",
                "www2.xn--bcher-kva.example",
                "пример.рф",
                "例え.テスト",
                "example。com",
                "example.\u200bcom",
                "http:/\u200b/x",
                "http%3A%2F%2Fx",
                "mail.example.museum",
                "git+ssh://host/x",
                // IP addresses
                "10.0.0.1",
                "192.168.100.200",
                "from 8.8.8.8",
                "10\u200b.0.0.1",
                "10%2E0%2E0%2E1",
                "fe80::1",
                "2001:db8::",
                "2001:db8:0:0:0:0:0:1",
                "::1",
                "::ffff:10.0.0.1",
                "[fe80::1%eth0]",
                // what holds a MAC address in disguise
                "550e8400-e29b-11d4-a716-446655440000",
            })
    void isFound(String text) {
        assertTrue(PersonalData.isIn(text));
        assertFalse(PersonalData.isIn(PersonalData.redact(text)), () -> PersonalData.redact(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "open",
                "no-dhcp",
                "ap2-reboots",
                "firmware 5.15.61-v8",
                "1.2.3",
                "123456",
                "12-34-56",
                "2026-11-23T16:04:05.123Z",
                "2026-11-23T16:04:05.123456789Z",
                "2026-11-23T16:04:05+01:00",
                "2026-11-23",
                "since 2026-11-23 16:04:05 ok",
                "16:04:05",
                "16:04:05.123",
                "mn-05-129381",
                "kiosk MN-05-129381, WiFi",
                "temperatureCelsius",
                "deadbeef",
                "aabbccddeefg",
                "aabbccddeeffa",
                "std::vector",
                "a:b",
                "x :: y",
                "@",
                "@home",
                "a @ b",
                "me@",
                "://",
                "e.g. this",
                "i.e.",
                "...",
                "node.js",
                "file.txt",
                "and/or",
                "a/b.c",
                "50%",
                "C#",
                "é",
                "ssid: LinkNYC",
                "ch 1, 6, 11",
                "1,2,3,4,5,6,7",
                "12 34 5",
                "256.1",
                "ch 36, 40, 44, 48, 52, 56, 60",
                "36,40,44,48,52,56,60",
                "10% of 20% of 30%, 40%",
                "100%",
                "%41%42",
                "&#65;&#66;&nbsp;",
                "1920x1080x60",
                "021b63ff8445e6",
                "java.io.IOException",
                "xn--bcher-kva",
                "1.2.3.",
            })
    void isNotFound(String text) {
        assertFalse(PersonalData.isIn(text));
        assertEquals(text, PersonalData.redact(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "call 212-555-0123 now                          | call [redacted] now",
                "from 00:1b:63:84:45:e6, twice 001b638445e6     | from [redacted], twice [redacted]",
                "mail jane.doe@example.org.                     | mail [redacted]",
                "see https://example.org/a?b=c#d now            | see [redacted] now",
                "{\"seq\":2125550123,\"x\":\"2125550123\"}      | {\"seq\":2125550123,\"x\":\"[redacted]\"}",
                "{\"a@b.org\" : [\"fe80::1\", \"ok\", 1.5]}     | {\"[redacted]\" : [\"[redacted]\", \"ok\", 1.5]}",
                "{\"x\":\"\\u0032125550123\"}                   | {\"x\":\"[redacted]\"}",
                "{\"x\":\"a\\\"b 212\\t555\\t0123\"}            | {\"x\":\"a\\\"b [redacted]\"}",
                "{\"x\":\"http:\\/\\/example.org\"}             | {\"x\":\"[redacted]\"}",
                "{\"run\":\"2125550123\",\"x\":\"y\"}           | {\"run\":\"2125550123\",\"x\":\"y\"}",
                "{\"run\":\"212-555-0123\"}                     | {\"run\":\"[redacted]\"}",
                "{\"at\":\"2026-11-23T16:04:05.123Z\"}          | {\"at\":\"2026-11-23T16:04:05.123Z\"}",
                "{\"seq\":2125550123,\"x\":\"2125550123\"       | {\"seq\":[redacted],\"x\":\"[redacted]\"",
                "{\"at\":\"2026-11-23T16:04:05.123Z\",\"seq\":1 | {\"at\":\"2026-11-23T16:04:05.123Z\",\"seq\":1",
                "{\"x\":\"\\u0061@\\u0062.org\"                 | {\"x\":\"[redacted]\"",
                "2125550123                                     | [redacted]",
            })
    void isMaskedAndNothingElse(String text, String redacted) {
        assertEquals(redacted, PersonalData.redact(text));
    }

    @Test
    void nothingIsFoundInWhatWasRedacted() {
        SplittableRandom random = new SplittableRandom(9);
        String alphabet = "0123456789abcdefABCDEFxyzw@:./-+() \t_\"\\{}[],%&#;|éＡ２\u00a0–\u200b";
        String[] words = {
            "%3A",
            "%25",
            "&#58;",
            "&#x31;",
            "&nbsp;",
            "fffe",
            "xn--",
            "://",
            "www.",
            ".com",
            "::",
            "00:1b:63",
            "2026-11-23",
            "T16:04:05Z",
            "\\u0040",
            "555",
            "aabbcc"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                if (random.nextInt(6) == 0) {
                    text.append(words[random.nextInt(words.length)]);
                } else {
                    text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
            String redacted = PersonalData.redactPlain(text.toString());
            assertFalse(PersonalData.isIn(redacted), () -> text + " became " + redacted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1 ",
                "a",
                "a.",
                "a@",
                "@",
                "@a",
                "a:",
                ":",
                "::",
                "00:",
                "http://",
                "-",
                "(",
                "\"",
                "\\u0031",
                "[",
                "{\"a\":",
                "1.",
                "1.1.1.1a.",
                "00-11-22-33-44-5f-",
                "a.com,",
                "mn-05-129381 ",
                "aabbccddeeff",
                "é",
                "２",
                "%25",
                "%2525",
                "&#37;25",
                "&#",
                "%",
                "00 | ",
                "2026-11-23T"
            })
    void takesTimeInProportionToTheText(String piece) {
        String text = piece.repeat(300_000 / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> PersonalData.redact(text));
    }
}
