package org.curbline.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.curbline.agent.check.AuthenticationServer;
import org.curbline.agent.check.ProbeTarget;
import org.curbline.agent.check.SipAddress;
import org.curbline.agent.link.GatewayPort;
import org.curbline.agent.source.calls.DialPlan;
import org.curbline.agent.time.Trust;
import org.curbline.program.settings.ByteSize;
import org.curbline.program.settings.Ranges;
import org.curbline.protocol.KioskId;

/** What the agent can be told. */
@ConfigMapping(prefix = "curbline.agent")
public interface AgentSettings {
    /** The kiosk's id, under which it is registered; without it, the one it was enrolled as. */
    Optional<@WithConverter(KioskWords.class) KioskId> kiosk();

    /**
     * The gateway: {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}, host and port. Without it, the one
     * it was enrolled at; without that, {@code tcp://localhost:1883}.
     */
    Optional<@WithConverter(GatewayPort.Words.class) URI> gateway();

    /** Where enrolment leaves who this is. */
    @WithDefault("/var/lib/curbline-agent/identity.json")
    Path identity();

    /** The user name; the kiosk's id if there is a password and no user. */
    Optional<String> user();

    /** Without it the kiosk says none. */
    Optional<String> password();

    /** What the kiosk shows a gateway that asks over TLS who it is. */
    Tls tls();

    /** By which the gateway is reached, where nothing else leads out. */
    Proxy proxy();

    /** What is on the card. */
    Spool spool();

    /** What time it is. */
    Clock clock();

    /**
     * Services whose use is simulated: {@code all}, {@code none}, or some with commas between. Without it all are as
     * long as there is neither source nor check, and none if there is one.
     */
    Optional<@WithConverter(SimulatedServices.Words.class) SimulatedServices> simulate();

    /** What the gateway may have done here. */
    Commands commands();

    /** Whether services can be used. */
    Checks checks();

    /** Events that programs write as lines. */
    Lines lines();

    /** What a WiFi session is, by whomever it is heard. */
    WifiUse wifi();

    /** WiFi sessions, as access points account for them. */
    Radius radius();

    /** WiFi sessions at the kiosk's own radio, as hostapd says them. */
    Hostapd hostapd();

    /** Charging sessions, from what flows through the USB ports. */
    ChargingPorts charging();

    /** Calls, from what Asterisk writes down. */
    Calls calls();

    /** Use of the tablet, as its shell says it. */
    TabletShell tablet();

    /** How the computer is. */
    Health health();

    /** How the agent is. */
    Status status();

    /** What the kiosk shows a gateway that asks over TLS who it is. */
    interface Tls {
        /** A PEM file: its certificate, and those of authorities in between. */
        Optional<Path> certificate();

        /** A PEM file: the key to it (PKCS #8, without a password). */
        Optional<Path> key();
    }

    /** An HTTP proxy that makes connections ({@code CONNECT}), for MQTT and for the enrolment. */
    interface Proxy {
        /** {@code http://host:port}; without it there is none. */
        Optional<@WithConverter(ProxyAddress.Words.class) ProxyAddress> address();

        /** If it asks for one. */
        Optional<String> user();

        Optional<String> password();
    }

    /** What is on the card. */
    interface Spool {
        @WithDefault("/var/lib/curbline-agent/spool")
        Path folder();

        /** How much it may take; when it is full, the oldest events leave. */
        @WithDefault("64MiB")
        ByteSize maxSize();

        /**
         * How often what was taken is made safe: a power cut may take what came since, and nobody was told it is safe.
         */
        @WithDefault("10s")
        @WithConverter(Ranges.Time.class)
        Duration syncEvery();
    }

    /** What time it is. */
    interface Clock {
        /**
         * When the computer's clock is believed. As long as it is not, the gateway's is; without either, events wait
         * for their time.
         */
        @WithDefault("SYNCHRONISED")
        Trust trust();
    }

    /** What the gateway may have done here. */
    interface Commands {
        /** How services are started anew; those without are not. */
        Restart restart();

        /** The program, word by word, that shows which kiosk it is to somebody who stands before it. */
        Optional<List<String>> identify();

        /** How long a program may take. */
        @WithDefault("1m")
        @WithConverter(Ranges.Time.class)
        Duration atMost();

        /** Where {@code collect-diagnostics} leaves what it found. */
        @WithDefault("/var/lib/curbline-agent/diagnostics")
        Path diagnostics();

        /** Programs, word by word: no shell sees them. */
        interface Restart {
            Optional<List<String>> wifi();

            Optional<List<String>> charging();

            Optional<List<String>> call();

            Optional<List<String>> tablet();
        }
    }

    /** Whether services can be used; nothing is reported of a service of which nothing is said. */
    interface Checks {
        @WithDefault("60s")
        @WithConverter(Ranges.Time.class)
        Duration every();

        Wifi wifi();

        Call call();

        Charging charging();

        Tablet tablet();

        /** People are let in, and devices reach the internet. */
        interface Wifi {
            /** The network interface that devices are behind; its address is asked from. */
            @WithName("interface")
            Optional<String> through();

            /** What must be reached. */
            Optional<List<@WithConverter(ProbeTarget.Words.class) ProbeTarget>> targets();

            /** By whom people are let in. */
            Login login();

            /** A RADIUS server, as access points ask it. */
            interface Login {
                /** {@code host:port}, or {@code host} for port 1812; without it it is not asked. */
                Optional<@WithConverter(AuthenticationServer.Words.class) AuthenticationServer> server();

                /** That it has for this kiosk. */
                Optional<String> secret();

                /** Whom it must let in; without one it must answer at all. */
                Optional<String> user();

                Optional<String> password();
            }
        }

        /** The phone is registered. */
        interface Call {
            /** As its registrar knows it. */
            Optional<@WithConverter(SipAddress.Words.class) SipAddress> phone();
        }

        /** Ports are alive. */
        interface Charging {
            /** A file for each port, with a number in it. */
            Optional<List<Path>> meters();
        }

        /** The tablet's heart beats. */
        interface Tablet {
            /** A file that its shell touches. */
            Optional<Path> heartbeat();

            /** How long it may not. */
            @WithDefault("2m")
            @WithConverter(Ranges.Time.class)
            Duration silence();
        }
    }

    /** What a WiFi session is, by whomever it is heard. */
    interface WifiUse {
        /** SSIDs of the networks that are private; every other is open. */
        Optional<Set<String>> privateNetworks();

        /**
         * How long a device may be away within one session, at the same or another access point; 0s if each stay is a
         * session of its own.
         */
        @WithDefault("15s")
        @WithConverter(Ranges.TimeOrNone.class)
        Duration roamWithin();

        /**
         * The file with the key of the city by which devices are counted without a list of them; the agent overwrites
         * it each week. Without it they are not counted.
         */
        Optional<Path> devicesKey();

        /** The city's, in which a day ends; without it the computer's. */
        Optional<ZoneId> zone();
    }

    /** WiFi sessions, as access points account for them. */
    interface Radius {
        /** The UDP port where they are heard, 1813 as a rule; without it they are not. */
        Optional<@WithConverter(Ranges.Port.class) Integer> port();

        /** The address where they are heard. */
        @WithDefault("0.0.0.0")
        String host();

        /** Shared with the access points. */
        Optional<String> secret();

        /** How long an access point that says how sessions go may be silent before they are taken to be over. */
        @WithDefault("30m")
        @WithConverter(Ranges.Time.class)
        Duration silence();
    }

    /** WiFi sessions at the kiosk's own radio, as hostapd says them. */
    interface Hostapd {
        /** hostapd's control sockets, one for each network; without them it is not asked. */
        Optional<List<Path>> sockets();

        /** How often it is asked what everybody used. */
        @WithDefault("10s")
        @WithConverter(Ranges.Time.class)
        Duration every();
    }

    /** Charging sessions, from what flows through the USB ports. */
    interface ChargingPorts {
        /**
         * A folder of {@code hwmon} or {@code power_supply} for each port, from port 1 on; {@code *} stands for
         * anything in one of its names. Without it nothing is measured.
         */
        Optional<List<Path>> sensors();

        /** Power from which on a device is charged. */
        @WithDefault("500")
        @WithConverter(Ranges.Positive.class)
        int fromMilliwatts();

        /** Power below which it no longer is. */
        @WithDefault("200")
        @WithConverter(Ranges.Positive.class)
        int untilMilliwatts();

        /** For how long the power must be so. */
        @WithDefault("10s")
        @WithConverter(Ranges.Time.class)
        Duration hold();
    }

    /** Calls, from what Asterisk writes down, or says. */
    interface Calls {
        /** Asterisk's {@code Master.csv}. */
        Optional<Path> file();

        /** In place of the file; without either calls are not counted. */
        Manager manager();

        /** What kind of call a number is: the first that fits; {@code *} is any end. */
        @WithDefault("911=911,311=311,711=711,011*=international,00*=international,*=local")
        List<@WithConverter(DialPlan.Words.class) String> kinds();

        /** Only calls that came by this part of Asterisk's dial plan; without it all. */
        Optional<String> context();

        /** Whose time Asterisk writes; without it the computer's or UTC, by the id of each call, or the computer's. */
        Optional<ZoneId> zone();

        /** Asterisk's manager interface. */
        interface Manager {
            /** Its port, 5038 as a rule; without it it is not connected to. */
            Optional<@WithConverter(Ranges.Port.class) Integer> port();

            @WithDefault("127.0.0.1")
            String host();

            /** As in {@code manager.conf}. */
            Optional<String> user();

            Optional<String> secret();
        }
    }

    /** Use of the tablet, as its shell says it. */
    interface TabletShell {
        /** The port of loopback where it is heard over HTTP; without it it is not. */
        Optional<@WithConverter(Ranges.Port.class) Integer> port();
    }

    /** How the computer is. */
    interface Health {
        /** How often it is reported; 0s for never. */
        @WithDefault("60s")
        @WithConverter(Ranges.TimeOrNone.class)
        Duration every();

        /** The network interface by which the gateway is reached; without it, any that is up. */
        Optional<String> link();
    }

    /** How the agent is. */
    interface Status {
        /** A Unix socket where {@code status} and {@code doctor} ask; without it nobody can. */
        Optional<Path> socket();
    }

    /** Events that programs write as lines. */
    interface Lines {
        /** A Unix socket; without it there is none. */
        Optional<Path> socket();

        /** Programs that are kept running, with their arguments, and write events to their standard output. */
        Optional<List<String>> programs();
    }
}
