package org.curbline.gateway.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.List;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.store.PointBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPointsTest {
    private static final String AT = "'at':'2026-11-23T16:04:05.123Z',";
    private static final long NOW = Instant.parse("2026-11-23T16:05:00Z").toEpochMilli();

    private final EventPoints points = new EventPoints();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            WIFI     | 'seq':42,'durationSeconds':1968,'downBytes':36211733,'upBytes':5199000,'network':'open' | wifi,kiosk=mn-05-129381,network=open seq=42i,duration_seconds=1968i,down_bytes=36211733i,up_bytes=5199000i 1763913845123000042
            CHARGING | 'seq':0,'port':2,'durationSeconds':600,'energyMilliwattHours':3500 | charging,kiosk=mn-05-129381,port=2 seq=0i,duration_seconds=600i,energy_milliwatt_hours=3500i 1763913845123000000
            CALL     | 'seq':999999,'kind':'311','durationSeconds':75,'outcome':'completed' | call,kind=311,kiosk=mn-05-129381,outcome=completed seq=999999i,duration_seconds=75i 1763913845123999999
            TABLET   | 'seq':1000001,'activity':'services','durationSeconds':31 | tablet,activity=services,kiosk=mn-05-129381 seq=1000001i,duration_seconds=31i 1763913845123000001
            STATUS   | 'seq':7,'service':'wifi','state':'down','reason':'no-dhcp' | status,kiosk=mn-05-129381,service=wifi seq=7i,state="down",reason="no-dhcp" 1763913845123000007
            STATUS   | 'seq':8,'service':'call','state':'up' | status,kiosk=mn-05-129381,service=call seq=8i,state="up" 1763913845123000008
            HEALTH   | 'seq':9,'temperatureCelsius':41.5,'cpuPercent':12,'memoryPercent':50.25,'diskPercent':0,'uptimeSeconds':86400,'spooledEvents':3 | health,kiosk=mn-05-129381 seq=9i,temperature_celsius=41.5,cpu_percent=12.0,memory_percent=50.25,disk_percent=0.0,uptime_seconds=86400i,spooled_events=3i 1763913845123000009
            HEALTH   | 'seq':9,'temperatureCelsius':85,'cpuPercent':12,'memoryPercent':50.25,'diskPercent':0,'uptimeSeconds':60,'spooledEvents':3,'load':7.25,'linkMegabits':100,'lostEvents':12,'supply':'low','processor':'slowed','link':'down','clock':'gateway' | health,kiosk=mn-05-129381 seq=9i,temperature_celsius=85.0,cpu_percent=12.0,memory_percent=50.25,disk_percent=0.0,uptime_seconds=60i,spooled_events=3i,load=7.25,link_megabits=100i,lost_events=12i,supply="low",processor="slowed",link="down",clock="gateway" 1763913845123000009
            HEALTH   | 'seq':9,'spooledEvents':3,'lostEvents':12 | health,kiosk=mn-05-129381 seq=9i,spooled_events=3i,lost_events=12i 1763913845123000009
            CLIENTS  | 'seq':10,'salt':'b7c4d1e2','durationSeconds':86400,'sketch':'BAEQDgAKzJMBAAAAAQAAABuBAQA=' | clients,kiosk=mn-05-129381 seq=10i,salt="b7c4d1e2",duration_seconds=86400i,sketch="BAEQDgAKzJMBAAAAAQAAABuBAQA=" 1763913845123000010
            REPLY    | 'seq':11,'command':'kqzvwmhtxjbgrynd','result':'failed','reason':'unknown-command' | reply,kiosk=mn-05-129381 seq=11i,command="kqzvwmhtxjbgrynd",result="failed",reason="unknown-command" 1763913845123000011
            WIFI     | 'seq':42,'run':'b2','durationSeconds':1,'downBytes':2,'upBytes':3,'network':'private' | wifi,kiosk=mn-05-129381,network=private seq=42i,run="b2",duration_seconds=1i,down_bytes=2i,up_bytes=3i 1763913845123003130
            """)
    void aKindOfEventHasItsLine(EventKind kind, String fields, String line) {
        assertEquals(
                line.replace(
                        "1763913845123",
                        Long.toString(Instant.parse("2026-11-23T16:04:05.123Z").toEpochMilli())),
                line(kind, fields));
    }

    @Test
    void theSameEventGivesTheSameLineWhateverCameBefore() {
        String tablet = "'seq':5,'activity':'maps','durationSeconds':31";
        String first = line(EventKind.TABLET, tablet);
        line(EventKind.CALL, "'seq':6,'kind':'911','durationSeconds':0,'outcome':'failed'");
        assertEquals(first, line(EventKind.TABLET, tablet));
        assertEquals(first, new EventPointsTest().line(EventKind.TABLET, tablet));
    }

    @Test
    void twoEventsInOneMillisecondAndTwoRunsOfAKioskStayTwo() {
        String tablet = "'seq':5,'activity':'maps','durationSeconds':31";
        String next = "'seq':6,'activity':'maps','durationSeconds':31";
        assertNotEquals(key(line(EventKind.TABLET, tablet)), key(line(EventKind.TABLET, next)));
        assertNotEquals(key(line(EventKind.TABLET, tablet)), key(line(EventKind.TABLET, "'run':'b2'," + tablet)));
        assertNotEquals(
                key(line(EventKind.TABLET, "'run':'b3'," + tablet)),
                key(line(EventKind.TABLET, "'run':'b2'," + tablet)));
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf(' ')) + line.substring(line.lastIndexOf(' '));
    }

    private String line(EventKind kind, String fields) {
        byte[] json = ("{" + AT + fields + "}").replace('\'', '"').getBytes(UTF_8);
        DecodedMessage message = new EventDecoder(ProtocolLimits.DEFAULT).decode(kind, json, 0, json.length, NOW);
        assertEquals(List.of(), message.rejected());
        KioskEvent event = message.accepted().get(0);
        PointBatch batch = new PointBatch(256);
        points.add(KioskId.of("mn-05-129381"), event, batch);
        return batch.lines(0, 1).strip();
    }
}
