package org.curbline.registry.list;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;

/** Understands one row; what it cannot understand it reports and leaves out. */
final class RowReader {
    private static final Pattern DEGREES = Pattern.compile("[-+]?\\d{1,3}(\\.\\d{1,20})?");
    private static final Pattern PAIR =
            Pattern.compile("\\(?\\s*(" + DEGREES + ")\\s*[,;]\\s*(" + DEGREES + ")\\s*\\)?");

    private static final Map<String, Lifecycle> STATUSES = Map.of(
            "live", Lifecycle.ACTIVE,
            "active", Lifecycle.ACTIVE,
            "installed", Lifecycle.INSTALLED,
            "ready for activation", Lifecycle.INSTALLED,
            "planned", Lifecycle.PLANNED,
            "maintenance", Lifecycle.MAINTENANCE,
            "removed", Lifecycle.REMOVED,
            "removed pending reinstall", Lifecycle.REMOVED);

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT),
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .optionalStart()
                    .appendPattern("['T'][' ']HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .optionalEnd()
                    .toFormatter(Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT));

    private static final int FIRST_YEAR = 1850;
    private static final int LAST_YEAR = 2200;
    private static final ZoneId CITY = ZoneId.of("America/New_York");

    private final ListRow row;
    private final Consumer<RowProblem> problems;

    RowReader(ListRow row, Consumer<RowProblem> problems) {
        this.row = row;
        this.problems = problems;
    }

    /** What the row says, or null if it does not say of which kiosk. */
    @Nullable
    ListedKiosk kiosk() {
        String id = row.text(ListColumn.ID);
        if (id.isEmpty()) {
            report(ListColumn.ID, "No site id; this row is skipped");
            return null;
        }
        if (!Kiosk.isId(id)) {
            report(ListColumn.ID, "Not a kiosk id: " + quoted(id) + "; this row is skipped");
            return null;
        }
        return new ListedKiosk(
                Kiosk.canonical(id),
                lifecycle(),
                text(ListColumn.TYPE),
                place(),
                date(ListColumn.INSTALLED),
                date(ListColumn.ACTIVATED));
    }

    private @Nullable Lifecycle lifecycle() {
        String status = row.text(ListColumn.STATUS);
        Lifecycle lifecycle = STATUSES.get(status.toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", " "));
        if (lifecycle == null && !status.isEmpty()) {
            report(ListColumn.STATUS, "Not a known status: " + quoted(status));
        }
        return lifecycle;
    }

    private @Nullable Place place() {
        Double latitude = degrees(ListColumn.LATITUDE);
        Double longitude = degrees(ListColumn.LONGITUDE);
        Matcher pair = PAIR.matcher(row.text(ListColumn.LOCATION));
        if ((latitude == null || longitude == null) && pair.matches()) {
            latitude = number(pair.group(1));
            longitude = number(pair.group(3));
        }
        if (latitude == null || longitude == null) {
            report(ListColumn.LATITUDE, "No coordinates, so the kiosk gets no place from this row");
            return null;
        }
        if (!Place.isLatitude(latitude) || !Place.isLongitude(longitude) || (latitude == 0 && longitude == 0)) {
            report(ListColumn.LATITUDE, "No kiosk can stand at " + latitude + ", " + longitude);
            return null;
        }
        return new Place(
                latitude,
                longitude,
                text(ListColumn.BOROUGH),
                text(ListColumn.COMMUNITY_BOARD),
                text(ListColumn.ADDRESS),
                text(ListColumn.NEIGHBORHOOD));
    }

    private @Nullable Double degrees(ListColumn column) {
        String text = row.text(column);
        Double degrees = number(text);
        if (degrees == null && !text.isEmpty()) {
            report(column, "Not a number of degrees: " + quoted(text));
        }
        return degrees;
    }

    private static @Nullable Double number(String text) {
        return DEGREES.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    private @Nullable LocalDate date(ListColumn column) {
        String text = row.text(column);
        if (text.isEmpty()) {
            return null;
        }
        for (DateTimeFormatter format : DATES) {
            LocalDate date = date(text, format);
            if (date != null && date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date;
            }
        }
        report(column, "Not a date like 04/22/2017 or 2017-04-22 00:00:00.000: " + quoted(text));
        return null;
    }

    private static @Nullable LocalDate date(String text, DateTimeFormatter format) {
        try {
            return day(format.parseBest(text, LocalDateTime::from, LocalDate::from));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The feed writes a day as its midnight in UTC, but on New York's clock: 2018-06-28 20:00 is 29 June 2018. */
    private static LocalDate day(TemporalAccessor parsed) {
        return parsed instanceof LocalDateTime time
                ? time.atZone(CITY).withZoneSameInstant(ZoneOffset.UTC).toLocalDate()
                : LocalDate.from(parsed);
    }

    private String text(ListColumn column) {
        String text = row.text(column);
        if (text.length() > Place.LONGEST_TEXT) {
            report(column, "Longer than " + Place.LONGEST_TEXT + " characters: " + quoted(text));
            return "";
        }
        return text;
    }

    private void report(ListColumn column, String problem) {
        problems.accept(row.problem(column, problem));
    }

    private static String quoted(String text) {
        return "'" + (text.codePointCount(0, text.length()) > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
}
