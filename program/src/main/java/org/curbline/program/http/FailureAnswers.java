package org.curbline.program.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Set;
import java.util.function.Function;
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

    private static final Problem UNSUPPORTED =
            new Problem(415, "Unsupported media type", "The body's content type is not accepted.", null);

    private FailureAnswers() {}

    /** @param allowed the methods that a path answers, for who used another */
    static void add(Router router, Function<String, Set<String>> allowed) {
        router.route().failureHandler(FailureAnswers::answer);
        router.errorHandler(400, FailureAnswers::answer);
        router.errorHandler(500, FailureAnswers::answer);
        router.errorHandler(404, context -> Problem.notFound(
                        "There is nothing at " + context.request().path() + ".")
                .answer(context));
        router.errorHandler(405, context -> {
            String path = context.request().path();
            String methods = String.join(", ", allowed.apply(path));
            context.response().putHeader(HttpHeaders.ALLOW, methods);
            new Problem(
                            405,
                            "Method not allowed",
                            path + " does not answer " + context.request().method() + ", but " + methods + ".",
                            null)
                    .answer(context);
        });
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
            return invalid(invalid);
        }
        return switch (status) {
            case 400 -> new Problem(400, "Bad request", "The request is malformed.", null);
            case 404 ->
                Problem.notFound("There is nothing at " + context.request().path() + ".");
            case 413 -> new Problem(413, "Content too large", "The request's body is longer than accepted.", null);
            case 415 -> UNSUPPORTED;
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

    private static Problem invalid(ValidatorException invalid) {
        String sentence = String.valueOf(invalid.getMessage());
        Matcher named = NAMED_PARAMETER.matcher(sentence);
        if (named.find()) {
            return Problem.badParameter(named.group(1), sentence);
        }
        if (invalid instanceof SchemaValidationException body) {
            return BodyObjection.of(body.getOutputUnit());
        }
        return invalid.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT
                ? UNSUPPORTED
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
