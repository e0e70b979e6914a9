package org.curbline.agent.source.tablet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.curbline.protocol.TabletSession.Activity;
import org.jspecify.annotations.Nullable;

/**
 * What the shell posts: {@code {"activity":"maps","durationSeconds":74}} and nothing else. What was looked at, and by
 * whom, has no field, and whatever has another one is refused: so it cannot slip in by mistake.
 */
record TabletPost(Activity activity, int durationSeconds) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int LONGEST_SECONDS = 7 * 86_400;

    /** @throws RefusedPostException if it is none, for a reason that repeats nothing of it */
    static TabletPost parse(byte[] body) throws RefusedPostException {
        Activity activity = null;
        int seconds = -1;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedPostException("The body must be one JSON object.");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("activity") && value == JsonToken.VALUE_STRING) {
                    activity = activity(parser.getText());
                } else if (name.equals("durationSeconds") && value == JsonToken.VALUE_NUMBER_INT) {
                    seconds = parser.getIntValue();
                } else {
                    throw new RefusedPostException(
                            "Only \"activity\" and \"durationSeconds\" may be said: nothing of who used the tablet or what for.");
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new RefusedPostException("The body must be one JSON object.");
            }
        } catch (IOException e) {
            throw new RefusedPostException("The body must be one JSON object.");
        }
        if (activity == null) {
            throw new RefusedPostException("\"activity\" must be one of maps, directions, services, browsing.");
        }
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw new RefusedPostException(
                    "\"durationSeconds\" must be a whole number from 0 to " + LONGEST_SECONDS + ".");
        }
        return new TabletPost(activity, seconds);
    }

    private static @Nullable Activity activity(String word) {
        return Stream.of(Activity.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(null);
    }
}
