package org.curbline.agent.source.hostapd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.wifi.StayReport;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.agent.source.wifi.StayReport.Whose;
import org.curbline.agent.source.wifi.WifiSessions;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from hostapd who comes and goes at one interface, and asks it now and then for everybody: for what they used,
 * and as what it says unasked may be lost. When it is gone it is sought anew with each round, and whoever is not there
 * any more has left.
 */
public final class HostapdSource implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(HostapdSource.class);
    private static final String CONNECTED = "AP-STA-CONNECTED ";
    private static final String DISCONNECTED = "AP-STA-DISCONNECTED ";
    /** hostapd itself has an end for who is connected. */
    private static final int MOST_STATIONS = 2_007;
    /** By how much two clocks may differ on how long somebody has been there. */
    private static final long SAME_MILLIS = 5_000;

    private final Told told;
    private final WifiSessions sessions;
    private final InstantSource clock;
    private final String run;
    private final Map<String, Here> here = new HashMap<>();
    private @Nullable ControlSocket socket;
    private String network = "";
    private long stays;
    private long askedMillis;

    /** @param random names the stays of this run, so that no other run takes them for its own */
    public HostapdSource(Told told, WifiSessions sessions, InstantSource clock, RandomGenerator random) {
        this.told = told;
        this.sessions = sessions;
        this.clock = clock;
        this.run = Long.toHexString(random.nextLong());
    }

    @Override
    public void go() throws IOException {
        try {
            ControlSocket open = socket == null ? open() : socket;
            for (String said = open.next(); said != null; said = open.next()) {
                hear(open, said);
            }
            if (clock.millis() - askedMillis >= told.every.toMillis() || clock.millis() < askedMillis) {
                askForAll(open);
                askedMillis = clock.millis();
            }
        } catch (IOException e) {
            end();
            throw new IOException(
                    "hostapd at " + told.socket + " cannot be asked (" + Why.of(e)
                            + "): does it run, with ctrl_interface, and may this user write to its socket?",
                    e);
        } finally {
            sessions.look();
        }
    }

    @Override
    public void end() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    @Override
    public String toString() {
        return "hostapd at " + told.socket + ": " + (socket == null ? "not connected, " : "") + here.size()
                + " devices are connected";
    }

    private ControlSocket open() throws IOException {
        ControlSocket opened = ControlSocket.open(told.socket);
        socket = opened; // closed by whoever catches what is thrown from here on
        network = value(opened.ask("GET_CONFIG"), "ssid=");
        askForAll(opened);
        askedMillis = clock.millis();
        log.info("hostapd at {} is heard; {} devices are connected.", told.socket, here.size());
        return opened;
    }

    private void hear(ControlSocket open, String said) throws IOException {
        String address = said.substring(said.indexOf(' ') + 1).strip();
        address = address.substring(0, Math.min(17, address.length())); // some versions say more behind it
        if (said.startsWith(CONNECTED) && Station.isAddress(address)) {
            came(address, Counts.NONE);
        } else if (said.startsWith(DISCONNECTED) && Station.isAddress(address) && here.containsKey(address)) {
            Station last = Station.parse(open.ask("STA " + address)); // the driver may still know what was used
            left(address, last == null ? Counts.NONE : last.counts(), clock.millis());
        }
    }

    private void askForAll(ControlSocket open) throws IOException {
        open.ask("DETACH"); // from one whose datagrams could not be sent, hostapd turns away
        require(open.ask("ATTACH"), "OK");
        Set<String> listed = new HashSet<>();
        Station station = Station.parse(open.ask("STA-FIRST"));
        while (station != null && listed.size() < MOST_STATIONS) {
            if (!listed.add(station.address())) {
                throw new IOException("it names a device twice");
            }
            if (station.isConnected()) {
                goesOn(station);
            } else {
                left(station.address(), station.counts(), clock.millis()); // known to it, and no longer connected
            }
            station = Station.parse(open.ask("STA-NEXT " + station.address()));
        }
        for (Map.Entry<String, Here> each : List.copyOf(here.entrySet())) {
            if (!listed.contains(each.getKey())) {
                left(each.getKey(), Counts.NONE, each.getValue().heardMillis);
            }
        }
    }

    private void goesOn(Station station) throws IOException {
        long now = clock.millis();
        Here known = here.get(station.address());
        long seconds = station.counts().seconds();
        if (known != null && seconds >= 0 && seconds * 1_000 < now - known.sinceMillis - SAME_MILLIS) {
            left(station.address(), Counts.NONE, known.heardMillis); // and came back while nobody heard
            known = null;
        }
        if (known == null) {
            came(station.address(), station.counts());
        } else {
            known.heardMillis = now;
            say(station.address(), known.session, Phase.GOES_ON, station.counts(), now);
        }
    }

    private void came(String address, Counts counts) throws IOException {
        if (here.containsKey(address)) {
            return; // it associated again and was never away
        }
        long now = clock.millis();
        String session = run + '-' + stays++;
        say(address, session, counts.equals(Counts.NONE) ? Phase.BEGINS : Phase.GOES_ON, counts, now);
        here.put(address, new Here(session, now - Math.max(0, counts.seconds()) * 1_000, now));
    }

    private void left(String address, Counts counts, long atMillis) throws IOException {
        Here one = here.remove(address);
        if (one != null) {
            say(address, one.session, Phase.ENDED, counts, atMillis);
        }
    }

    private void say(String address, String session, Phase phase, Counts counts, long atMillis) throws IOException {
        StayReport report = new StayReport("hostapd", session, phase, counts, network, new Whose(address, "", ""));
        sessions.hear(report, atMillis, () -> {});
    }

    private static void require(String answer, String expected) throws IOException {
        if (!answer.strip().equals(expected)) {
            throw new IOException("it does not answer " + expected);
        }
    }

    private static String value(String answer, String key) {
        return answer.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElse("");
    }

    /** Somebody who is connected. */
    private static final class Here {
        private final String session;
        private final long sinceMillis;
        private long heardMillis;

        Here(String session, long sinceMillis, long heardMillis) {
            this.session = session;
            this.sinceMillis = sinceMillis;
            this.heardMillis = heardMillis;
        }
    }

    /**
     * What it is told.
     *
     * @param socket hostapd's control socket of an interface
     * @param every how often it is asked what everybody used
     */
    public record Told(Path socket, Duration every) {}
}
