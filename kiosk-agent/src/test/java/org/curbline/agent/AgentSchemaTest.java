package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor makes of the settings' schema. */
class AgentSchemaTest {
    private static final Path PACKAGE = Path.of("src/package");

    private final JsonSchema schema;

    AgentSchemaTest() throws IOException {
        this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(new ObjectMapper()
                        .readTree(PACKAGE.resolve("agent.schema.json").toFile()));
    }

    @Test
    void takesTheFileOfThePackageAlsoWithEverythingInItThatIsCommentedOut() throws IOException {
        String shipped = Files.readString(PACKAGE.resolve("agent.yaml"));
        assertEquals(Set.of(), objections(shipped));
        String all = shipped.replaceAll("(?m)^( +)# ( *[a-z-]+:( [^ ].*)?)$", "$1$2");
        assertEquals(Set.of(), objections(all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatway: tcp://10.0.0.1",
                "gateway: 10.0.0.1",
                "kiosk: 'no kiosk'",
                "spool: {sync-every: soon}",
                "health: {every: 90}",
                "spool: {max-size: 64 MB}",
                "spool: here",
                "radius: {port: many}"
            })
    void refusesWhatTheAgentRefuses(String setting) throws IOException {
        assertFalse(objections("curbline: {agent: {" + setting + "}}").isEmpty(), setting);
    }

    private Set<ValidationMessage> objections(String yaml) throws IOException {
        return schema.validate(new YAMLMapper().readTree(yaml));
    }
}
