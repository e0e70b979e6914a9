package org.curbline.telemetry.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Map;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.telemetry.report.MonthlyPage;
import org.curbline.telemetry.report.MonthlyReading;
import org.curbline.telemetry.report.ReportDocument;

/** Reports as documents. Called on HTTP event loops. */
final class ReportApi {
    private static final String HTML = "text/html; charset=utf-8";

    private final Questions questions;
    private final MonthlyReading monthly;

    ReportApi(Questions questions, MonthlyReading monthly) {
        this.questions = questions;
        this.monthly = monthly;
    }

    /** Handlers by operation id. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("getMonthlyReport", this::getMonthlyReport);
    }

    private void getMonthlyReport(RoutingContext context) {
        YearMonth month =
                Parameters.of(context).text("month").map(YearMonth::parse).orElseGet(monthly::lastMonth);
        Locale locale = locale(context);
        boolean isRead = isRead(context);
        questions
                .ask(() -> {
                    MonthlyPage page = new MonthlyPage(monthly.read(month), locale);
                    return TaggedAnswer.of(HTML, isRead ? page.linkedHtml() : page.html());
                })
                .onSuccess(answer -> {
                    context.response()
                            .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE)
                            .putHeader("Content-Security-Policy", ReportDocument.CONTENT_SECURITY_POLICY);
                    answer.send(context);
                })
                .onFailure(context::fail);
    }

    /** A browser names HTML, and can follow links; what a program takes is kept or sent, and leads nowhere. */
    private static boolean isRead(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    /** The language that numbers and dates are written in. */
    private static Locale locale(RoutingContext context) {
        return context.acceptableLanguages().stream()
                .map(LanguageHeader::value)
                .map(Locale::forLanguageTag)
                .filter(locale -> !locale.getLanguage().isEmpty())
                .findFirst()
                .orElse(Locale.US);
    }
}
