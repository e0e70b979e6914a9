package org.curbline.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

class CommandLinesTest {
    private final StringWriter err = new StringWriter();

    @Test
    void whatIsNotUnderstoodIsSaidWithoutAllThatWouldBe() {
        assertEquals(2, program("--kiosks", "x"));
        assertEquals(2, program("--speed", "fast"));
        assertEquals(2, program("--kiosk", "3"));
        assertEquals(2, program("below", "--kiosks", "3"));
        assertEquals(
                List.of(
                        "Invalid value for option '--kiosks': 'x' is no whole number",
                        "'program --help' says what there is.",
                        "Invalid value for option '--speed': 'fast' is no number",
                        "'program --help' says what there is.",
                        "Unknown options: '--kiosk', '3'",
                        "Possible solutions: --kiosks",
                        "'program --help' says what there is.",
                        "Unknown options: '--kiosks', '3'",
                        "'program below --help' says what there is."),
                err.toString().lines().toList());
    }

    @Test
    void commandsBelowAreOfTheProgramsVersion() {
        assertEquals(0, program("--version"));
        assertEquals(0, program("below", "--version"));
        assertEquals("Program 7\nProgram 7", err.toString().strip());
    }

    @Test
    void whatIsNoPackageHasNoVersion() {
        assertEquals(List.of("Program (not packaged)"), List.of(CommandLines.version("Program", CommandLines.class)));
    }

    private int program(String... args) {
        PrintWriter told = new PrintWriter(err, true);
        CommandLine program = CommandLines.of(new Program(), told, told).addSubcommand(new Below());
        return CommandLines.brief(program.setOut(told).setErr(told)).execute(args);
    }

    @Command(name = "program", mixinStandardHelpOptions = true, versionProvider = Seven.class)
    private static final class Program implements Callable<Integer> {
        @Option(names = "--kiosks")
        private int kiosks;

        @Option(names = "--speed")
        private double speed;

        @Override
        public Integer call() {
            return (int) (kiosks + speed);
        }
    }

    @Command(name = "below", mixinStandardHelpOptions = true)
    private static final class Below implements Callable<Integer> {
        @Override
        public Integer call() {
            return 0;
        }
    }

    static final class Seven implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Program 7"};
        }
    }
}
