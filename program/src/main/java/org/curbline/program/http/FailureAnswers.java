package org.curbline.program.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatorException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever stopped a request into a {@link Problem}. Internals go to the log, never into the answer. */
final class FailureAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(FailureAnswers.class);
    /** The validator names the parameter in its sentence only. */
    private static final Pattern NAMED_PARAMETER = Pattern.compile("(?:query|path|header|cookie) parameter (\\S+)");

    private FailureAnswers() {}

    static void add(Router router) {
        router.route().failureHandler(FailureAnswers::answer);
        router.errorHandler(400, FailureAnswers::answer);
        router.errorHandler(500, FailureAnswers::answer);
        router.errorHandler(404, context -> Problem.notFound(
                        "There is nothing at " + context.request().path() + ".")
                .answer(context));
        router.errorHandler(405, context -> new Problem(
                        405,
                        "Method not allowed",
                        context.request().path() + " does not answer "
                                + context.request().method() + ".",
                        null)
                .answer(context));
    }

    private static void answer(RoutingContext context) {
        problem(context.statusCode(), context.failure(), context).answer(context);
    }

    private static Problem problem(int status, @Nullable Throwable failure, RoutingContext context) {
        if (failure instanceof ProblemException stated) {
            return stated.problem();
        }
        ValidatorException invalid = validation(failure);
        if (invalid != null) {
            return invalid(String.valueOf(invalid.getMessage()));
        }
        return switch (status) {
            case 400 -> new Problem(400, "Bad request", "The request is malformed.", null);
            case 404 ->
                Problem.notFound("There is nothing at " + context.request().path() + ".");
            case 413 -> new Problem(413, "Content too large", "The request's body is longer than accepted.", null);
            case 415 -> new Problem(415, "Unsupported media type", "The body's content type is not accepted.", null);
            default -> internal(context, failure);
        };
    }

    private static @Nullable ValidatorException validation(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ValidatorException invalid) {
                return invalid;
            }
        }
        return null;
    }

    private static Problem invalid(String sentence) {
        Matcher named = NAMED_PARAMETER.matcher(sentence);
        return named.find()
                ? Problem.badParameter(named.group(1), sentence)
                : new Problem(400, "Invalid request", sentence, null);
    }

    private static Problem internal(RoutingContext context, @Nullable Throwable failure) {
        LOG.error(
                "{} {} could not be answered",
                context.request().method(),
                context.request().path(),
                failure);
        return new Problem(500, "Internal error", "The program's log says more.", null);
    }
}
