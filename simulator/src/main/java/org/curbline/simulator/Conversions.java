package org.curbline.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.simulator.scenario.Until;
import picocli.CommandLine.TypeConversionException;

/** What people write on the command line, and what they are told when something fails. */
final class Conversions {
    private static final int LAST_PORT = 65_535;

    private Conversions() {}

    /** Such as {@code localhost:1883}. */
    static Target target(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= LAST_PORT) {
                return new Target(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no target: write HOST:PORT, such as localhost:1883");
    }

    /** Such as {@code http://localhost:8080}. */
    static URI address(String text) {
        try {
            URI address = new URI(text);
            boolean isWeb = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (isWeb && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no address: write it like http://localhost:8080");
    }

    /** Such as {@code 6h}. */
    static Until until(String text) {
        try {
            return new Until(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** What went wrong, in one sentence. */
    static String sentence(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return "Cannot use " + file.getFile() + ": " + why(file);
        }
        if (failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof TimeoutException
                || failure instanceof ScenarioException) {
            return String.valueOf(failure.getMessage());
        }
        return "The simulator failed: " + failure;
    }

    private static String why(FileSystemException file) {
        if (file instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (file instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (file instanceof AccessDeniedException) {
            return "access is denied";
        }
        return file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
    }
}
