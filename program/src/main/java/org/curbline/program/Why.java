package org.curbline.program;

import java.io.EOFException;
import java.lang.reflect.InvocationTargetException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What a failure says of itself, for people: many exceptions of Java have no message, or merely the name of a file. */
public final class Why {
    private Why() {}

    /** Some words, whatever the failure says; never {@code null}. */
    public static String of(Throwable failure) {
        if (failure instanceof InvocationTargetException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof FileSystemException atFile && atFile.getReason() == null) {
            return atFile.getFile() + reason(atFile);
        }
        if (failure instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        String message = failure.getMessage();
        if (failure instanceof UnknownHostException && message != null && message.contains(" ")) {
            return "the name has no address"; // and how it was looked for, beside the name, is none of a person's
        }
        if (message != null && !message.isBlank()) {
            return message;
        }
        return failure instanceof EOFException ? "it ended too soon" : words(failure);
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return " is not there";
        }
        if (failure instanceof AccessDeniedException) {
            return ": this user may not";
        }
        return failure instanceof FileAlreadyExistsException ? " is there already" : ": " + words(failure);
    }

    /** {@code ClosedChannelException} is "closed channel". */
    private static String words(Throwable failure) {
        String name = failure.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
        return name.isEmpty()
                ? failure.getClass().getName()
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
