package org.curbline.benchmarks;

/** What is measured, in this order. */
enum Scenario {
    INFLUX("Curbline -> InfluxDB"),
    BULK_INFLUX("InfluxDB, bulk write alone"),
    EMBEDDED("Curbline -> embedded store"),
    BULK_EMBEDDED("embedded store, bulk write alone"),
    TELEGRAF("Mosquitto + Telegraf -> InfluxDB"),
    CITY("New York x 5 -> InfluxDB");

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    /** As it stands in the table. */
    String title() {
        return title;
    }
}
