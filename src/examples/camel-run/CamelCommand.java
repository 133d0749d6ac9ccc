import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The camel command, where neither it nor JBang is installed. */
public final class CamelCommand {
    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
