package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.MeasuredProcess;

/** The usual way to bring MQTT into InfluxDB, configured so that it loses nothing while everything runs. */
final class Brokers {
    private Brokers() {}

    static MeasuredProcess mosquitto(Path binary, Path folder, int port) throws IOException {
        Path file = Files.writeString(
                folder.resolve("mosquitto.conf"),
                """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                max_inflight_messages 1000
                max_queued_messages 0
                set_tcp_nodelay true
                log_type error
                user root
                """
                        .formatted(port));
        return MeasuredProcess.server("mosquitto", folder, List.of(binary.toString(), "-c", file.toString()));
    }

    static MeasuredProcess telegraf(Path binary, Path folder, int brokerPort, String influxUrl) throws IOException {
        Path file = Files.writeString(
                folder.resolve("telegraf.conf"),
                """
                [agent]
                  interval = "1s"
                  flush_interval = "1s"
                  metric_batch_size = 5000
                  metric_buffer_limit = 100000
                  omit_hostname = true
                  quiet = true
                [[inputs.mqtt_consumer]]
                  servers = ["tcp://127.0.0.1:%d"]
                  topics = ["kiosks/+/usage/wifi"]
                  topic_tag = ""
                  qos = 1
                  persistent_session = true
                  client_id = "telegraf"
                  max_undelivered_messages = 20000
                  data_format = "json_v2"
                  [[inputs.mqtt_consumer.topic_parsing]]
                    topic = "kiosks/+/usage/wifi"
                    measurement = "_/_/_/measurement"
                    tags = "_/kiosk/_/_"
                  [[inputs.mqtt_consumer.json_v2]]
                    timestamp_path = "at"
                    timestamp_format = "2006-01-02T15:04:05.000Z"
                    [[inputs.mqtt_consumer.json_v2.tag]]
                      path = "network"
                    [[inputs.mqtt_consumer.json_v2.field]]
                      path = "seq"
                      type = "int"
                    [[inputs.mqtt_consumer.json_v2.field]]
                      path = "durationSeconds"
                      rename = "duration_seconds"
                      type = "int"
                    [[inputs.mqtt_consumer.json_v2.field]]
                      path = "downBytes"
                      rename = "down_bytes"
                      type = "int"
                    [[inputs.mqtt_consumer.json_v2.field]]
                      path = "upBytes"
                      rename = "up_bytes"
                      type = "int"
                [[outputs.influxdb_v2]]
                  urls = ["%s"]
                  token = "%s"
                  organization = "%s"
                  bucket = "%s"
                  content_encoding = "identity"
                """
                        .formatted(brokerPort, influxUrl, Influxd.TOKEN, Influxd.ORG, Influxd.BUCKET));
        return MeasuredProcess.server("telegraf", folder, List.of(binary.toString(), "--config", file.toString()));
    }
}
