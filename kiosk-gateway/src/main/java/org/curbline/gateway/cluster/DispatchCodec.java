package org.curbline.gateway.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Dispatch} as bytes. Integers are big-endian; a text is its length in bytes, as two bytes, and UTF-8; a
 * moment is milliseconds since 1970. A value of an enum is its place in it, so every change of one changes
 * {@link #VERSION}.
 *
 * <pre>
 * version 1   flags 1   from text   number 8
 * kiosks 2 { id text, flags 1, epoch 8, changed 8, client text, reason text, last event 8, services 1 {
 *     service 1, flags 1, [report: state 1, code text, at 8], [suspicion 1], used 8, state 1, reason 1, detail text, since 8 } }
 * events 2 { id, type, kiosk, service, json: text each }
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // the version says which places there are
final class DispatchCodec {
    /** What this gateway speaks. */
    static final byte VERSION = 1;

    private static final int WHOLE = 1;
    private static final int MISSED = 2;
    private static final int REGISTRY = 4;
    private static final int OPEN = 1;
    private static final int DECIDES = 2;
    private static final int HAS_REPORT = 1;
    private static final int HAS_SUSPICION = 2;
    private static final int LONGEST_TEXT = 0xFFFF;

    private DispatchCodec() {}

    static Buffer encode(Dispatch dispatch) {
        Buffer bytes = Buffer.buffer(
                64 + dispatch.kiosks().size() * 200 + dispatch.events().size() * 500);
        bytes.appendByte(VERSION);
        bytes.appendByte((byte) (flag(WHOLE, dispatch.whole())
                | flag(MISSED, dispatch.missed())
                | flag(REGISTRY, dispatch.registry())));
        text(dispatch.from(), bytes);
        bytes.appendLong(dispatch.number());
        bytes.appendUnsignedShort(dispatch.kiosks().size());
        dispatch.kiosks().forEach(kiosk -> kiosk(kiosk, bytes));
        bytes.appendUnsignedShort(dispatch.events().size());
        dispatch.events().forEach(event -> event(event, bytes));
        return bytes;
    }

    /** Null if it is of another version, or broken. */
    static @Nullable Dispatch decode(Buffer bytes) {
        try {
            return bytes.getByte(0) == VERSION ? new Reading(bytes).dispatch() : null;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return null;
        }
    }

    private static void kiosk(KioskNews kiosk, Buffer bytes) {
        Link link = kiosk.connection();
        text(kiosk.kiosk().value(), bytes);
        bytes.appendByte((byte) (flag(OPEN, link.open()) | flag(DECIDES, kiosk.decides())));
        bytes.appendLong(link.epoch()).appendLong(link.changed().toEpochMilli());
        text(link.clientId(), bytes);
        text(link.reason(), bytes);
        bytes.appendLong(kiosk.lastEventMillis());
        bytes.appendByte((byte) kiosk.services().size());
        kiosk.services().forEach(service -> service(service, bytes));
    }

    private static void service(ServiceNews service, Buffer bytes) {
        Report report = service.report();
        StateReason suspicion = service.suspicion();
        bytes.appendByte((byte) service.service().ordinal());
        bytes.appendByte((byte) (flag(HAS_REPORT, report != null) | flag(HAS_SUSPICION, suspicion != null)));
        if (report != null) {
            bytes.appendByte((byte) report.state().ordinal());
            text(report.code(), bytes);
            bytes.appendLong(report.at().toEpochMilli());
        }
        if (suspicion != null) {
            bytes.appendByte((byte) suspicion.ordinal());
        }
        bytes.appendLong(service.usedAtMillis());
        bytes.appendByte((byte) service.state().ordinal());
        bytes.appendByte((byte) service.reason().ordinal());
        text(service.detail(), bytes);
        bytes.appendLong(service.since().toEpochMilli());
    }

    private static void event(CloudEvent event, Buffer bytes) {
        text(event.id(), bytes);
        text(event.type(), bytes);
        text(event.kiosk(), bytes);
        text(event.service(), bytes);
        text(event.json(), bytes);
    }

    private static void text(String text, Buffer bytes) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("A text of " + utf8.length + " bytes is too long to be told");
        }
        bytes.appendUnsignedShort(utf8.length).appendBytes(utf8);
    }

    private static int flag(int flag, boolean set) {
        return set ? flag : 0;
    }

    /** Where in the bytes one is. */
    private static final class Reading {
        private final Buffer bytes;
        private int at = 1;

        Reading(Buffer bytes) {
            this.bytes = bytes;
        }

        Dispatch dispatch() {
            int flags = one();
            String from = text();
            long number = eight();
            int kiosks = two();
            List<KioskNews> news = new ArrayList<>(Math.min(kiosks, bytes.length()));
            for (int i = 0; i < kiosks; i++) {
                news.add(kiosk());
            }
            int events = two();
            List<CloudEvent> told = new ArrayList<>(Math.min(events, bytes.length()));
            for (int i = 0; i < events; i++) {
                told.add(new CloudEvent(text(), text(), text(), text(), text()));
            }
            return new Dispatch(
                    from, number, (flags & WHOLE) != 0, (flags & MISSED) != 0, (flags & REGISTRY) != 0, news, told);
        }

        private KioskNews kiosk() {
            KioskId id = KioskId.of(text());
            int flags = one();
            Link link = new Link((flags & OPEN) != 0, eight(), moment(), text(), text());
            long lastEvent = eight();
            int count = one();
            List<ServiceNews> services = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                services.add(service());
            }
            return new KioskNews(id, link, (flags & DECIDES) != 0, lastEvent, services);
        }

        private ServiceNews service() {
            Service service = value(Service.values());
            int flags = one();
            Report report = (flags & HAS_REPORT) == 0
                    ? null
                    : new Report(value(ServiceReport.State.values()), text(), moment());
            StateReason suspicion = (flags & HAS_SUSPICION) == 0 ? null : value(StateReason.values());
            return new ServiceNews(
                    service,
                    report,
                    suspicion,
                    eight(),
                    value(ServiceState.values()),
                    value(StateReason.values()),
                    text(),
                    moment());
        }

        private <E> E value(E[] values) {
            return values[one()];
        }

        private Instant moment() {
            return Instant.ofEpochMilli(eight());
        }

        private String text() {
            int length = two();
            String text = bytes.getString(at, at + length, "UTF-8");
            at += length;
            return text;
        }

        private int one() {
            return bytes.getUnsignedByte(at++);
        }

        private int two() {
            int value = bytes.getUnsignedShort(at);
            at += 2;
            return value;
        }

        private long eight() {
            long value = bytes.getLong(at);
            at += 8;
            return value;
        }
    }
}
