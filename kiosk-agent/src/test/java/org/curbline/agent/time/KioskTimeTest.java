package org.curbline.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.curbline.protocol.ComputerCondition.ClockState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KioskTimeTest {
    private static final Instant EPOCH = Instant.parse("1970-01-01T00:00:12Z");
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ClockToSet computer = new ClockToSet(EPOCH);

    @Test
    void timeIsNotKnownBeforeTheClockIsKeptRight() {
        KioskTime time = time(Trust.SYNCHRONISED);
        time.look();
        assertEquals(Optional.empty(), time.now());
        assertEquals(EPOCH, time.instant());
        assertTrue(time.describe().contains("nothing keeps"), time::describe);
    }

    @Test
    void timeGoesEvenlyOverTheClocksSettingAndIsCorrectedByWhatWasWrong() {
        KioskTime time = time(Trust.SYNCHRONISED);
        computer.passes(MINUTE);
        computer.synchronise(NOON);
        time.look();
        assertEquals(EPOCH.plus(MINUTE), time.instant(), "goes evenly");
        assertEquals(Optional.of(NOON), time.now());
        assertEquals(NOON, time.instant().plusMillis(time.correction().orElseThrow()));
        assertEquals(time.instant(), computer.instant().plusMillis(time.fromComputers()));
        computer.passes(MINUTE);
        assertEquals(Optional.of(NOON.plus(MINUTE)), time.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2027-03-01T11:00:00Z", "2059-01-01T00:00:00Z"})
    void clockThatIsSetToSomethingElseIsNoticedAndNotFollowed(String wrong) {
        KioskTime time = known();
        computer.set(Instant.parse(wrong));
        time.look();
        computer.passes(MINUTE);
        time.look();
        assertEquals(Optional.of(NOON.plus(MINUTE)), time.now());
        assertTrue(time.describe().contains("leaps of the computer's clock: 1"), time::describe);
    }

    @Test
    void clockThatIsSetRightAgainIsFollowedAtOnce() {
        KioskTime time = known();
        computer.set(NOON.minusSeconds(3_600));
        time.look();
        computer.synchronise(NOON.plusSeconds(2));
        time.look();
        assertEquals(Optional.of(NOON.plusSeconds(2)), time.now());
    }

    @Test
    void gatewaysTimeIsBelievedAsLongAsTheClockIsNotKeptRight() {
        KioskTime time = time(Trust.SYNCHRONISED);
        time.gatewaySays(NOON);
        assertEquals(Optional.of(NOON), time.now());
        computer.synchronise(NOON.plusSeconds(40));
        time.look();
        assertEquals(Optional.of(NOON.plusSeconds(40)), time.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-12-24T00:00:00Z", "2059-01-01T00:00:00Z"})
    void clockThatIsSaidToBeRightAndIsYearsFromTheGatewaysIsInDoubt(String wrong) {
        KioskTime time = time(Trust.SYNCHRONISED);
        computer.synchronise(Instant.parse(wrong));
        time.look();
        assertEquals(Optional.of(Instant.parse(wrong)), time.now(), "nothing speaks against it yet");
        time.gatewaySays(NOON);
        computer.passes(Duration.ofMinutes(11));
        time.look();
        assertEquals(Optional.of(NOON.plus(Duration.ofMinutes(11))), time.now());
        assertTrue(time.describe().contains("ahead of the gateway's"), time::describe);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clockBeforeTheAgentWasBuiltIsNeverBelieved(boolean isGateways) {
        KioskTime time = time(Trust.ALWAYS);
        if (isGateways) {
            time.gatewaySays(EPOCH);
        } else {
            time.look();
        }
        assertEquals(Optional.empty(), time.now());
    }

    @Test
    void clockThatIsAlwaysTrustedIsFollowed() {
        computer.set(NOON);
        KioskTime time = time(Trust.ALWAYS);
        time.look();
        assertEquals(Optional.of(NOON), time.now());
        computer.set(NOON.minusSeconds(3_600));
        time.look();
        assertEquals(Optional.of(NOON.minusSeconds(3_600)), time.now());
    }

    @Test
    void whatAnEarlierAgentKnewSinceTheComputersStartIsKnown() {
        KioskTime before = known();
        computer.set(EPOCH);
        KioskTime time = new KioskTime(computer, Trust.SYNCHRONISED, before.offset());
        assertEquals(Optional.of(NOON), time.now());
    }

    @Test
    void whatTheTimeIsFromIsSaidAtEachStep() {
        KioskTime time = time(Trust.SYNCHRONISED);
        time.look();
        assertEquals(ClockState.UNKNOWN, time.state());
        time.gatewaySays(NOON);
        assertEquals(ClockState.GATEWAY, time.state());
        computer.synchronise(NOON);
        time.look();
        assertEquals(ClockState.KEPT, time.state());
        computer.set(NOON.plusSeconds(3_600)); // by hand: the kernel says that nothing keeps it any more
        time.look();
        assertEquals(ClockState.HELD, time.state());
        assertTrue(time.describe().contains("nothing does any more"), time::describe);
        assertEquals(ClockState.HELD, new KioskTime(computer, Trust.SYNCHRONISED, time.offset()).state());
        computer.synchronise(NOON);
        time.look();
        assertEquals(ClockState.KEPT, time.state());
    }

    @Test
    void linuxTellsItsStartAndSinceWhen() throws Exception {
        LinuxClock clock = LinuxClock.open();
        assertEquals(clock.boot(), LinuxClock.open().boot());
        Duration before = clock.sinceBoot();
        Duration other = LinuxClock.open().sinceBoot();
        Duration after = clock.sinceBoot();
        Duration most = Duration.ofSeconds(2);
        assertTrue(before.minus(other).compareTo(most) < 0, () -> before + ", then " + other);
        assertTrue(other.minus(after).compareTo(most) < 0, () -> other + ", then " + after);
    }

    private KioskTime known() {
        computer.synchronise(NOON);
        KioskTime time = time(Trust.SYNCHRONISED);
        time.look();
        assertEquals(Optional.of(NOON), time.now());
        return time;
    }

    private KioskTime time(Trust trust) {
        return new KioskTime(computer, trust, OptionalLong.empty());
    }
}
