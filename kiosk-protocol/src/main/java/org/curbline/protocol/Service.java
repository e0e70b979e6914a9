package org.curbline.protocol;

/** A service a kiosk offers to people. The word is its name in topics and in JSON. */
public enum Service {
    WIFI("wifi"),
    CHARGING("charging"),
    CALL("call"),
    TABLET("tablet");

    private final String word;

    Service(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
