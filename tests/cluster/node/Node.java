import static org.codelibs.opensearch.runner.OpenSearchRunner.newConfigs;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node on loopback, in the folder and on the port that the arguments name, until standard input ends. */
public class Node {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.setMaxHttpPort(port + 1);
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "single-node");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(newConfigs().basePath(arguments[0]).clusterName("evelens").numOfNode(1)
            .baseHttpPort(port - 1).disableESLogger());
        while (System.in.read() >= 0) {
            // Nothing is said on it: it ends with whoever started us, however that ends.
        }
        runner.close();
        System.exit(0);
    }
}
