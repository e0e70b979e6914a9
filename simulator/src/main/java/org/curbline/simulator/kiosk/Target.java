package org.curbline.simulator.kiosk;

/**
 * The gateway kiosks connect to, and how they say who they are.
 *
 * @param user the user name, in which {@code {kiosk}} stands for the kiosk's id; empty for none
 * @param password empty for none
 */
public record Target(String host, int port, String user, String password) {
    /** Without user name and password. */
    public Target(String host, int port) {
        this(host, port, "", "");
    }

    /** The same gateway by another way. */
    public Target through(String newHost, int newPort) {
        return new Target(newHost, newPort, user, password);
    }

    /** The user name of a kiosk. */
    public String userOf(String kiosk) {
        return user.replace("{kiosk}", kiosk);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
