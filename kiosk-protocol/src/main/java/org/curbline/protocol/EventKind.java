package org.curbline.protocol;

/** The kinds of event a kiosk publishes, each on a topic of its own below {@code kiosks/{kioskId}/}. */
public enum EventKind {
    WIFI("usage/wifi"),
    CHARGING("usage/charging"),
    CALL("usage/call"),
    TABLET("usage/tablet"),
    STATUS("status"),
    HEALTH("health"),
    CLIENTS("clients"),
    REPLY("replies");

    private final String topicSuffix;

    EventKind(String topicSuffix) {
        this.topicSuffix = topicSuffix;
    }

    /** What follows {@code kiosks/{kioskId}/} in the topic. */
    public String topicSuffix() {
        return topicSuffix;
    }
}
