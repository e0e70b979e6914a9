package org.curbline.program.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Answers in CSV (RFC 4180), which people open in spreadsheets. */
public final class CsvBody {
    public static final String CONTENT_TYPE = "text/csv; charset=utf-8";

    private static final Problem NOT_SERVED = new Problem(
            406, "Not acceptable", "Answers are JSON or CSV; the request's Accept header names neither.", null);

    private CsvBody() {}

    /**
     * Whether the parameter {@code format} says so or, if it is not there, the header {@code Accept}.
     *
     * @throws ProblemException if neither JSON nor CSV would be accepted
     */
    public static boolean isWanted(RoutingContext context) {
        Optional<String> format = Parameters.of(context).text("format");
        List<MIMEHeader> accepted = context.parsedHeaders().accept();
        return format.map("csv"::equals).orElseGet(() -> accepted.stream()
                .map(MIMEHeader::subComponent)
                .filter(type -> type.equals("csv") || type.equals("json") || type.equals("*"))
                .findFirst()
                .map("csv"::equals)
                .orElseGet(() -> {
                    if (!accepted.isEmpty()) {
                        throw NOT_SERVED.asException();
                    }
                    return false;
                }));
    }

    /**
     * Lines are made one by one, as each is written: there may be many. No text in them is run by a spreadsheet.
     *
     * @param header none if it is empty
     */
    public static Buffer of(List<String> header, Stream<? extends List<?>> lines) {
        Buffer body = Buffer.buffer();
        try (CSVPrinter printer = new CSVPrinter(new BufferWriter(body), CSVFormat.RFC4180)) {
            if (!header.isEmpty()) {
                printer.printRecord(header);
            }
            for (Iterator<? extends List<?>> line = lines.iterator(); line.hasNext(); ) {
                printer.printRecord(line.next().stream().map(CsvBody::harmless));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot be written", e);
        }
        return body;
    }

    private static Object harmless(Object cell) {
        return cell instanceof String text ? SpreadsheetText.harmless(text) : cell;
    }

    /** Writes text into a buffer, in UTF-8. */
    private static final class BufferWriter extends Writer {
        private final Buffer buffer;

        BufferWriter(Buffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(char[] text, int from, int length) {
            buffer.appendString(new String(text, from, length));
        }

        @Override
        public void write(String text, int from, int length) {
            buffer.appendString(text.substring(from, from + length));
        }

        @Override
        public void flush() {
            // it is in memory
        }

        @Override
        public void close() {
            // likewise
        }
    }
}
