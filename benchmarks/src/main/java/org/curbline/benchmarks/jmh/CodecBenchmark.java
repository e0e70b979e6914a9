package org.curbline.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading and writing a message of one event, for each kind. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    @Param
    EventKind kind = EventKind.WIFI;

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
    private final EventEncoder encoder = new EventEncoder();
    private KioskEvent event = Samples.of(EventKind.WIFI);
    private byte[] payload = new byte[0];

    /** Makes the message; fails if the decoder does not take it. */
    @Setup
    public void prepare() {
        event = Samples.of(kind);
        payload = encoder.encode(event);
        if (decode().accepted().size() != 1) {
            throw new IllegalStateException("The decoder refuses the sample of " + kind);
        }
    }

    @Benchmark
    public DecodedMessage decode() {
        return decoder.decode(kind, payload, 0, payload.length, Samples.NOW_MILLIS);
    }

    @Benchmark
    public byte[] encode() {
        return encoder.encode(event);
    }
}
