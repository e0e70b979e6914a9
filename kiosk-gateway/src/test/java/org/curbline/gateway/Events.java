package org.curbline.gateway;

/** Messages as kiosks send them, at the time that {@link GatewayFixture#NOW} knows. */
final class Events {
    static final String KIOSK = "mn-05-000001";
    static final String TOPIC = topic(KIOSK);
    /** Its duration is not a number. */
    static final String BAD = wifi(7).replace("1968", "\"long\"");

    private Events() {}

    static String topic(String kiosk) {
        return "kiosks/" + kiosk + "/usage/wifi";
    }

    static String wifi(long seq) {
        return wifi(seq, "2026-11-23T16:04:05.123Z");
    }

    static String wifi(long seq, String at) {
        return "{\"seq\":" + seq + ",\"at\":\"" + at
                + "\",\"durationSeconds\":1968,\"downBytes\":3621,\"upBytes\":519,\"network\":\"open\"}";
    }
}
