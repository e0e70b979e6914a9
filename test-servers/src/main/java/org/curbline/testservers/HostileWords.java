package org.curbline.testservers;

import java.util.List;

/** What somebody may give for a parameter who means no good, or mistakes it for another one. */
public final class HostileWords {
    public static final List<String> ALL = List.of(
            "",
            "'",
            "''",
            "' OR '1'='1",
            "x' OR 1=1 --",
            "'; DROP TABLE wifi; --",
            "x') UNION SELECT * FROM health --",
            "\" OR \"\"=\"",
            "\\",
            "x\\' OR time > 0 --",
            "/.*/",
            "=~ /.*/",
            "Bronx' OR \"borough\" = 'Manhattan",
            "$kiosk",
            "${jndi:ldap://localhost/x}",
            "%00",
            "\u0000",
            "\n",
            "mn-1\nDROP",
            "😀".repeat(40),
            "x".repeat(3000),
            "-1",
            "0",
            "1e99",
            "9223372036854775808",
            "NaN",
            "null",
            "true",
            "[]",
            "{\"$gt\":\"\"}",
            "2026-13-45",
            "9999-12-31",
            "-999999999-01-01",
            "2026-11-24T00:00:00+99:00",
            "2026-11-01",
            "Etc/../../x",
            "<script>alert(1)</script>",
            "../../etc/passwd");

    private HostileWords() {}
}
